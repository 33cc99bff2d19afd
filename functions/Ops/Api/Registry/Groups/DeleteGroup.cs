using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>DELETE /api/groups/{tenant}/{name}: deletes a group, and none of its devices.</summary>
public sealed class DeleteGroup(ApiGuard guard, GroupHandler groups)
{
    /// <summary>See <see cref="GroupHandler.DeleteAsync"/>.</summary>
    [Function(nameof(DeleteGroup))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "groups/{tenant}/{name}")] HttpRequest request, string tenant, string name, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => groups.DeleteAsync(caller, request, tenant, name, cancellationToken), cancellationToken);
}
