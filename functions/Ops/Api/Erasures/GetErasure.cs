using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Erasures;

/// <summary>GET /api/erasures/{id}: how far an erasure is; when it is complete, its certificate.</summary>
public sealed class GetErasure(ApiGuard guard, ErasureHandler erasures)
{
    /// <summary>See <see cref="ErasureHandler.GetAsync"/>.</summary>
    [Function(nameof(GetErasure))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => erasures.GetAsync(caller, id, cancellationToken), cancellationToken);
}
