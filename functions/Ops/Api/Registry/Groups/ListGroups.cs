using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>GET /api/groups/{tenant}: a tenant's groups.</summary>
public sealed class ListGroups(ApiGuard guard, GroupHandler groups)
{
    /// <summary>See <see cref="GroupHandler.ListAsync"/>.</summary>
    [Function(nameof(ListGroups))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{tenant}")] HttpRequest request, string tenant, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => groups.ListAsync(caller, request, tenant, cancellationToken), cancellationToken);
}
