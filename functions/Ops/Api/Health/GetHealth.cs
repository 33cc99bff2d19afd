using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessIot.Ops.Api.Health;

/// <summary>GET /api/health: whether the parts answer.</summary>
public sealed class GetHealth(HealthHandler health)
{
    /// <summary>See <see cref="HealthHandler.GetAsync"/>.</summary>
    [Function(nameof(GetHealth))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken) =>
        health.GetAsync(cancellationToken);
}
