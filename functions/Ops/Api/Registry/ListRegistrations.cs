using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>GET /api/registry: registered devices.</summary>
public sealed class ListRegistrations(ApiGuard guard, RegistryListHandler registry)
{
    /// <summary>See <see cref="RegistryListHandler.ListAsync"/>.</summary>
    [Function(nameof(ListRegistrations))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registry")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => registry.ListAsync(caller, request, cancellationToken), cancellationToken);
}
