using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Erasures;

/// <summary>GET /api/erasures: all erasures.</summary>
public sealed class ListErasures(ApiGuard guard, ErasureHandler erasures)
{
    /// <summary>See <see cref="ErasureHandler.ListAsync"/>.</summary>
    [Function(nameof(ListErasures))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => erasures.ListAsync(caller, request, cancellationToken), cancellationToken);
}
