using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Quarantine;

/// <summary>GET /api/quarantine/{partition}/{offset}: the bytes of a refused record.</summary>
public sealed class GetQuarantined(ApiGuard guard, QuarantineHandler quarantine)
{
    /// <summary>See <see cref="QuarantineHandler.GetAsync"/>.</summary>
    [Function(nameof(GetQuarantined))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "quarantine/{partition}/{offset}")] HttpRequest request, string partition, string offset, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Admin, caller => quarantine.GetAsync(caller, request, partition, offset, cancellationToken), cancellationToken);
}
