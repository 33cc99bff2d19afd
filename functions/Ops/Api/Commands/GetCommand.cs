using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Commands;

/// <summary>GET /api/devices/{tenant}/{device}/commands/{id}: one command and what became of it.</summary>
public sealed class GetCommand(ApiGuard guard, CommandHandler commands)
{
    /// <summary>See <see cref="CommandHandler.GetAsync"/>.</summary>
    [Function(nameof(GetCommand))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/commands/{id}")] HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => commands.GetAsync(caller, request, tenant, device, id, cancellationToken), cancellationToken);
}
