using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Aggregates;

/// <summary>GET /api/devices/{tenant}/{device}/aggregates: a device's windows.</summary>
public sealed class GetAggregates(ApiGuard guard, AggregateHandler aggregates)
{
    /// <summary>See <see cref="AggregateHandler.GetAsync"/>.</summary>
    [Function(nameof(GetAggregates))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/aggregates")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => aggregates.GetAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
