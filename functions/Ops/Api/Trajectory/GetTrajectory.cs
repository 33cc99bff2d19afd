using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Trajectory;

/// <summary>GET /api/devices/{tenant}/{device}/trajectory: where a device went.</summary>
public sealed class GetTrajectory(ApiGuard guard, TrajectoryHandler trajectory)
{
    /// <summary>See <see cref="TrajectoryHandler.GetAsync"/>.</summary>
    [Function(nameof(GetTrajectory))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/trajectory")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => trajectory.GetAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
