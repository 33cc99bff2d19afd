using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Accesses;

/// <summary>GET /api/access-log: who read, changed or deleted what.</summary>
public sealed class GetAccessLog(ApiGuard guard, AccessLogHandler log)
{
    /// <summary>See <see cref="AccessLogHandler.GetAsync"/>.</summary>
    [Function(nameof(GetAccessLog))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "access-log")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => log.GetAsync(caller, request, cancellationToken), cancellationToken);
}
