using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Erasures;

/// <summary>DELETE /api/devices/{tenant}/{device}/data: erases what arrived of one device until now.</summary>
public sealed class EraseDevice(ApiGuard guard, ErasureHandler erasures)
{
    /// <summary>See <see cref="ErasureHandler.AskAsync"/>.</summary>
    [Function(nameof(EraseDevice))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "devices/{tenant}/{device}/data")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => erasures.AskAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
