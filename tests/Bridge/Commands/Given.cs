using System.Text.Json;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Tests.Commands;

/// <summary>Commands for tests.</summary>
internal static class Given
{
    /// <summary>One that expires at <paramref name="expires"/>, Unix milliseconds; by default in a minute by the system's clock.</summary>
    public static CommandRecord Record(string id = "1", string device = "d1", string tenant = "demo", string priority = CommandPriorities.Medium, long? expires = null, string? payload = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return new CommandRecord
        {
            Id = id,
            Tenant = tenant,
            Device = device,
            Command = "restart",
            Payload = payload is null ? null : JsonDocument.Parse(payload).RootElement,
            Issued = now,
            Expires = expires ?? now + 60_000,
            Timeout = 30_000,
            Priority = priority,
        };
    }

    public static PendingCommand Command(string id = "1", string device = "d1", string tenant = "demo", string priority = CommandPriorities.Medium, long? expires = null, string? payload = null) =>
        PendingCommand.Of(Record(id, device, tenant, priority, expires, payload));
}
