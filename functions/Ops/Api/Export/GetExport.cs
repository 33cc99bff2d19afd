using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Export;

/// <summary>GET /api/devices/{tenant}/{device}/export: a device's events as a file.</summary>
public sealed class GetExport(ApiGuard guard, ExportHandler export)
{
    /// <summary>See <see cref="ExportHandler.GetAsync"/>.</summary>
    [Function(nameof(GetExport))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/export")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => export.GetAsync(caller, request, tenant, device), cancellationToken);
}
