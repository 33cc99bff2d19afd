using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>PUT /api/groups/{tenant}/{name}: makes a group, or changes whom it means.</summary>
public sealed class PutGroup(ApiGuard guard, GroupHandler groups)
{
    /// <summary>See <see cref="GroupHandler.PutAsync"/>.</summary>
    [Function(nameof(PutGroup))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "groups/{tenant}/{name}")] HttpRequest request, string tenant, string name, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => groups.PutAsync(caller, request, tenant, name, cancellationToken), cancellationToken);
}
