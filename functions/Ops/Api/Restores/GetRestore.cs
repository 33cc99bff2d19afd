using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Restores;

/// <summary>GET /api/restores/{id}: how far rows are on their way out of the tier Archive.</summary>
public sealed class GetRestore(ApiGuard guard, RestoreHandler restores)
{
    /// <summary>See <see cref="RestoreHandler.GetAsync"/>.</summary>
    [Function(nameof(GetRestore))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "restores/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => restores.GetAsync(caller, id, cancellationToken), cancellationToken);
}
