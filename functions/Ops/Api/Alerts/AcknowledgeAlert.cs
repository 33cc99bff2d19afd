using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>POST /api/alerts/{tenant}/{device}/{id}/acknowledge: somebody takes an alert.</summary>
public sealed class AcknowledgeAlert(ApiGuard guard, AlertHandler alerts)
{
    /// <summary>See <see cref="AlertHandler.AcknowledgeAsync"/>.</summary>
    [Function(nameof(AcknowledgeAlert))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "alerts/{tenant}/{device}/{id}/acknowledge")] HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => alerts.AcknowledgeAsync(caller, request, tenant, device, id, cancellationToken), cancellationToken);
}
