using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>GET /api/registry/{tenant}/{device}: a registered device.</summary>
public sealed class GetRegistration(ApiGuard guard, RegistrationHandler registrations)
{
    /// <summary>See <see cref="RegistrationHandler.GetAsync"/>.</summary>
    [Function(nameof(GetRegistration))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registry/{tenant}/{device}")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => registrations.GetAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
