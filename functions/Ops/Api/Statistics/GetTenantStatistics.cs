using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>GET /api/statistics/{tenant}: a tenant's devices by kind and state.</summary>
public sealed class GetTenantStatistics(ApiGuard guard, TenantStatisticsHandler statistics)
{
    /// <summary>See <see cref="TenantStatisticsHandler.GetAsync"/>.</summary>
    [Function(nameof(GetTenantStatistics))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "statistics/{tenant}")] HttpRequest request, string tenant, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => statistics.GetAsync(caller, request, tenant, cancellationToken), cancellationToken);
}
