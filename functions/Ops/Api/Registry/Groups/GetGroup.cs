using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>GET /api/groups/{tenant}/{name}: a group.</summary>
public sealed class GetGroup(ApiGuard guard, GroupHandler groups)
{
    /// <summary>See <see cref="GroupHandler.GetAsync"/>.</summary>
    [Function(nameof(GetGroup))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{tenant}/{name}")] HttpRequest request, string tenant, string name, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => groups.GetAsync(caller, request, tenant, name, cancellationToken), cancellationToken);
}
