using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>POST /api/replays: somebody wants rows or refused records replayed, or something rebuilt.</summary>
public sealed class StartReplay(ApiGuard guard, ReplayHandler replays)
{
    /// <summary>See <see cref="ReplayHandler.StartAsync"/>.</summary>
    [Function(nameof(StartReplay))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "replays")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => replays.StartAsync(caller, request, cancellationToken), cancellationToken);
}
