using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>GET /api/alerts: alerts by state, and those that the alert of a storm stands for.</summary>
public sealed class ListAlerts(ApiGuard guard, AlertHandler alerts)
{
    /// <summary>See <see cref="AlertHandler.ListAsync"/>.</summary>
    [Function(nameof(ListAlerts))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "alerts")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => alerts.ListAsync(caller, request, cancellationToken), cancellationToken);
}
