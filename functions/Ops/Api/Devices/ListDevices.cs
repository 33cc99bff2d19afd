using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Devices;

/// <summary>GET /api/devices: all devices.</summary>
public sealed class ListDevices(ApiGuard guard, DeviceHandler devices)
{
    /// <summary>See <see cref="DeviceHandler.ListAsync"/>.</summary>
    [Function(nameof(ListDevices))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => devices.ListAsync(caller, request, cancellationToken), cancellationToken);
}
