using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry.Groups;

/// <summary>GET /api/groups/{tenant}/{name}/devices: the devices that a group means now.</summary>
public sealed class ListGroupDevices(ApiGuard guard, GroupHandler groups)
{
    /// <summary>See <see cref="GroupHandler.DevicesAsync"/>.</summary>
    [Function(nameof(ListGroupDevices))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{tenant}/{name}/devices")] HttpRequest request, string tenant, string name, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => groups.DevicesAsync(caller, request, tenant, name, cancellationToken), cancellationToken);
}
