using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>POST /api/alerts/{tenant}/{device}/{id}/clear: somebody says that an alert is over.</summary>
public sealed class ClearAlert(ApiGuard guard, AlertHandler alerts)
{
    /// <summary>See <see cref="AlertHandler.ClearAsync"/>.</summary>
    [Function(nameof(ClearAlert))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "alerts/{tenant}/{device}/{id}/clear")] HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => alerts.ClearAsync(caller, request, tenant, device, id, cancellationToken), cancellationToken);
}
