using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>GET /api/replays/{id}: how far a job is.</summary>
public sealed class GetReplay(ApiGuard guard, ReplayHandler replays)
{
    /// <summary>See <see cref="ReplayHandler.GetAsync"/>.</summary>
    [Function(nameof(GetReplay))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "replays/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => replays.GetAsync(caller, id, cancellationToken), cancellationToken);
}
