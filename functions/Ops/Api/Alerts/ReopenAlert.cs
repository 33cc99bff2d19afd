using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>POST /api/alerts/{tenant}/{device}/{id}/reopen: somebody says that an alert is neither over nor taken.</summary>
public sealed class ReopenAlert(ApiGuard guard, AlertHandler alerts)
{
    /// <summary>See <see cref="AlertHandler.ReopenAsync"/>.</summary>
    [Function(nameof(ReopenAlert))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "alerts/{tenant}/{device}/{id}/reopen")] HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => alerts.ReopenAsync(caller, request, tenant, device, id, cancellationToken), cancellationToken);
}
