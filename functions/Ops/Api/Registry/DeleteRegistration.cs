using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>DELETE /api/registry/{tenant}/{device}: takes a device out of the registry.</summary>
public sealed class DeleteRegistration(ApiGuard guard, RegistrationHandler registrations)
{
    /// <summary>See <see cref="RegistrationHandler.DeleteAsync"/>.</summary>
    [Function(nameof(DeleteRegistration))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "registry/{tenant}/{device}")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => registrations.DeleteAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
