using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>PUT /api/registry/{tenant}/{device}: registers a device, or changes what is said of it.</summary>
public sealed class PutRegistration(ApiGuard guard, RegistrationHandler registrations)
{
    /// <summary>See <see cref="RegistrationHandler.PutAsync"/>.</summary>
    [Function(nameof(PutRegistration))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "registry/{tenant}/{device}")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => registrations.PutAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
