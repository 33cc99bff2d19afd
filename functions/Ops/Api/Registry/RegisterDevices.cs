using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>POST /api/registry: registers up to 10,000 devices.</summary>
public sealed class RegisterDevices(ApiGuard guard, BulkHandler bulk)
{
    /// <summary>See <see cref="BulkHandler.PostAsync"/>.</summary>
    [Function(nameof(RegisterDevices))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "registry")] HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => bulk.PostAsync(caller, request, cancellationToken), cancellationToken);
}
