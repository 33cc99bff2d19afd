using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Commands;

/// <summary>GET /api/devices/{tenant}/{device}/commands: the commands of a device.</summary>
public sealed class ListCommands(ApiGuard guard, CommandHandler commands)
{
    /// <summary>See <see cref="CommandHandler.ListAsync"/>.</summary>
    [Function(nameof(ListCommands))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "devices/{tenant}/{device}/commands")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Reader, caller => commands.ListAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
