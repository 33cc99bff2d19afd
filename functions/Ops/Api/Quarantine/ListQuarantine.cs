using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Quarantine;

/// <summary>GET /api/quarantine: refused records.</summary>
public sealed class ListQuarantine(ApiGuard guard, QuarantineHandler quarantine)
{
    /// <summary>See <see cref="QuarantineHandler.ListAsync"/>.</summary>
    [Function(nameof(ListQuarantine))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "quarantine")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => quarantine.ListAsync(caller, request, cancellationToken), cancellationToken);
}
