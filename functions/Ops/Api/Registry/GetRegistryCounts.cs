using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>GET /api/registry/{tenant}/counts: registered devices by type and state.</summary>
public sealed class GetRegistryCounts(ApiGuard guard, RegistryListHandler registry)
{
    /// <summary>See <see cref="RegistryListHandler.CountAsync"/>.</summary>
    [Function(nameof(GetRegistryCounts))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registry/{tenant}/counts")] HttpRequest request, string tenant, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => registry.CountAsync(caller, request, tenant, cancellationToken), cancellationToken);
}
