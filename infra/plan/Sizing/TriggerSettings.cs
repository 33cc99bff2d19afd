namespace ServerlessIot.Plan.Sizing;

/// <summary>Settings of a Kafka trigger that decide when batches run; names and defaults of the extension.</summary>
public sealed record TriggerSettings
{
    /// <summary>Most records of a batch.</summary>
    public int MaxBatchSize { get; init; } = 64;

    /// <summary>Seconds after which an unfinished batch is handed over.</summary>
    public int SubscriberIntervalInSeconds { get; init; } = 1;

    /// <summary>Batches that may be under way, the running one included.</summary>
    public int ExecutorChannelCapacity { get; init; } = 1;

    /// <summary>Pause, in ms, before a batch is offered again while all places are taken.</summary>
    public int ChannelFullRetryIntervalInMs { get; init; } = 50;

    /// <summary>Pause, in ms, after a window in which no batch became full.</summary>
    public int SubscriberIdleBackoffMs { get; init; } = 50;

    /// <summary>Records that the client fetches ahead; null = its default, 100,000.</summary>
    public int? QueuedMinMessages { get; init; }

    /// <summary>Whether the client fetches so far ahead that gathering becomes cheap.</summary>
    public bool Prefetched => QueuedMinMessages >= 1_000_000;
}
