using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Erasures;

/// <summary>GET /api/erasures/{id}/verify: looks for rows of an erasure in all that counts.</summary>
public sealed class VerifyErasure(ApiGuard guard, ErasureHandler erasures)
{
    /// <summary>See <see cref="ErasureHandler.VerifyAsync"/>.</summary>
    [Function(nameof(VerifyErasure))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures/{id}/verify")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => erasures.VerifyAsync(caller, id, cancellationToken), cancellationToken);
}
