using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>GET /api/replays: jobs.</summary>
public sealed class ListReplays(ApiGuard guard, ReplayHandler replays)
{
    /// <summary>See <see cref="ReplayHandler.ListAsync"/>.</summary>
    [Function(nameof(ListReplays))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "replays")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => replays.ListAsync(caller, request, cancellationToken), cancellationToken);
}
