using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.History;

/// <summary>GET /api/devices/{tenant}/{device}/history: a device's events.</summary>
public sealed class GetHistory(ApiGuard guard, HistoryHandler history)
{
    /// <summary>See <see cref="HistoryHandler.GetAsync"/>.</summary>
    [Function(nameof(GetHistory))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/history")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => history.GetAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
