using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Commands;

/// <summary>POST /api/devices/{tenant}/{device}/commands: a device is to do something.</summary>
public sealed class SendCommand(ApiGuard guard, CommandHandler commands)
{
    /// <summary>See <see cref="CommandHandler.SendAsync"/>.</summary>
    [Function(nameof(SendCommand))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "devices/{tenant}/{device}/commands")] HttpRequest request, string tenant, string device, CancellationToken cancellationToken) =>
        guard.RunAsync(request, ApiRole.Operator, caller => commands.SendAsync(caller, request, tenant, device, cancellationToken), cancellationToken);
}
