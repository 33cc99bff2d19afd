using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Audit;

/// <summary>GET /api/audit: the latest books of all partitions.</summary>
public sealed class GetAudit(ApiGuard guard, AuditHandler audit)
{
    /// <summary>See <see cref="AuditHandler.GetAsync"/>.</summary>
    [Function(nameof(GetAudit))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => audit.GetAsync(caller, cancellationToken), cancellationToken);
}
