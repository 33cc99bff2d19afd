using System.Text.Json;

namespace ServerlessIot.Domain.Commands;

/// <summary>A command as a record of the topic <c>device.commands</c>.</summary>
public sealed record CommandRecord
{
    /// <summary>Its id, unique per device: the correlation id of its replies.</summary>
    public required string Id { get; init; }

    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>The device it is for.</summary>
    public required string Device { get; init; }

    /// <summary>What the device is to do; see <see cref="CommandLimits.IsName"/>.</summary>
    public required string Command { get; init; }

    /// <summary>Any JSON, at most <see cref="CommandLimits.PayloadBytes"/>; null when there is none.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>When it was issued, Unix milliseconds.</summary>
    public required long Issued { get; init; }

    /// <summary>From when on no device gets it, Unix milliseconds.</summary>
    public required long Expires { get; init; }

    /// <summary>How long its reply may take once the device has it, milliseconds.</summary>
    public required long Timeout { get; init; }

    /// <summary>One of <see cref="CommandPriorities"/>.</summary>
    public required string Priority { get; init; }

    /// <summary>Who issued it; null when only a key or the machine vouches for the caller.</summary>
    public string? By { get; init; }

    /// <summary>The caller's idempotency key; null when none was given.</summary>
    public string? Key { get; init; }

    /// <summary>Whether another command asks for the same: what it says and for how long, not when and by whom.</summary>
    public bool SameAs(CommandRecord other) =>
        (Tenant, Device, Command, Priority, Timeout, Expires - Issued) == (other.Tenant, other.Device, other.Command, other.Priority, other.Timeout, other.Expires - other.Issued)
        && (Payload is { } mine ? other.Payload is { } theirs && JsonElement.DeepEquals(mine, theirs) : other.Payload is null);
}
