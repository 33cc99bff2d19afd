using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>GET /api/devices/{tenant}/{device}/statistics: a device's statistics over a range.</summary>
public sealed class GetStatistics(ApiGuard guard, StatisticsHandler statistics)
{
    /// <summary>See <see cref="StatisticsHandler.GetAsync"/>.</summary>
    [Function(nameof(GetStatistics))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/statistics")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => statistics.GetAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
