namespace ServerlessIot.Domain.Log;

/// <summary>Names of the log's topics; each is a setting <c>Topics__Raw</c>, <c>Topics__Valid</c> …</summary>
public sealed record TopicNames
{
    /// <summary>Payloads as received, keyed by tenant/device.</summary>
    public string Raw { get; init; } = "telemetry.raw";

    /// <summary>Canonical events and ticks, in the same partition as their raw record.</summary>
    public string Valid { get; init; } = "telemetry.valid";

    /// <summary>Refused records.</summary>
    public string Quarantine { get; init; } = "telemetry.quarantine";

    /// <summary>Alerts and their revisions.</summary>
    public string Alerts { get; init; } = "alerts";

    /// <summary>Closed windows and their amendments.</summary>
    public string Aggregates { get; init; } = "aggregates";

    /// <summary>Commands to devices.</summary>
    public string Commands { get; init; } = "device.commands";

    /// <summary>Replies of devices.</summary>
    public string Replies { get; init; } = "device.replies";

    /// <summary>Stored events and ticks of replays, in the same partition as in <see cref="Valid"/>. No step reads it.</summary>
    public string Replayed { get; init; } = "telemetry.replayed";
}
