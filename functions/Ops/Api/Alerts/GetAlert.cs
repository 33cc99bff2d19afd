using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>GET /api/alerts/{tenant}/{device}/{id}: one alert.</summary>
public sealed class GetAlert(ApiGuard guard, AlertHandler alerts)
{
    /// <summary>See <see cref="AlertHandler.GetAsync"/>.</summary>
    [Function(nameof(GetAlert))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "alerts/{tenant}/{device}/{id}")] HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => alerts.GetAsync(caller, request, tenant, device, id, cancellationToken), cancellationToken);
}
