namespace ServerlessIot.Domain.Commands;

/// <summary>A command and its life: a document of the container <c>commands</c>, id = command id, partition key = tenant/device.</summary>
public sealed record CommandDocument
{
    /// <summary>The command.</summary>
    public required CommandRecord Command { get; init; }

    /// <summary>One of <see cref="CommandStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>When the state was last changed, Unix milliseconds.</summary>
    public required long Changed { get; init; }

    /// <summary>Whether the log is known to have the command.</summary>
    public bool Told { get; init; }

    /// <summary>When the device acknowledged it, by the bridge's clock, Unix milliseconds; null before, and when its reply came first.</summary>
    public long? Sent { get; init; }

    /// <summary>The reply that ended it; null when none did.</summary>
    public CommandReply? Reply { get; init; }

    /// <summary>When the timer has to look at it, Unix milliseconds with 16 digits; null once it has ended.</summary>
    public string? Due { get; init; }
}
