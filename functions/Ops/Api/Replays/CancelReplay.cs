using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>DELETE /api/replays/{id}: a job is ended.</summary>
public sealed class CancelReplay(ApiGuard guard, ReplayHandler replays)
{
    /// <summary>See <see cref="ReplayHandler.CancelAsync"/>.</summary>
    [Function(nameof(CancelReplay))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "replays/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => replays.CancelAsync(caller, id, cancellationToken), cancellationToken);
}
