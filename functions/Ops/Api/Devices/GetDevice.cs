using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Devices;

/// <summary>GET /api/devices/{tenant}/{device}: one device.</summary>
public sealed class GetDevice(ApiGuard guard, DeviceHandler devices)
{
    /// <summary>See <see cref="DeviceHandler.GetAsync"/>.</summary>
    [Function(nameof(GetDevice))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => devices.GetAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
