using Microsoft.Extensions.Configuration;

namespace ServerlessIot.Host.Kafka;

/// <summary>
/// Section <c>extensions.kafka</c> of host.json: the names, defaults and ranges of the real extension, so far as this host heeds them.
/// </summary>
internal sealed class KafkaTriggerOptions
{
    /// <summary>Most records of one batch.</summary>
    public int MaxBatchSize { get; set; } = 64;

    /// <summary>Length of the window, in seconds, after which an unfinished batch is handed over.</summary>
    public int SubscriberIntervalInSeconds { get; set; } = 1;

    /// <summary>Batches that may wait for the function.</summary>
    public int ExecutorChannelCapacity { get; set; } = 1;

    /// <summary>Pause, in ms, before a batch is offered again while all places are taken.</summary>
    public int ChannelFullRetryIntervalInMs { get; set; } = 50;

    /// <summary>Pause, in ms, after a window in which no batch became full.</summary>
    public int SubscriberIdleBackoffMs { get; set; } = 50;

    /// <summary>Commit the offsets of a batch whose execution failed, which loses it.</summary>
    public bool CommitOnFailure { get; set; } = true;

    /// <summary>Executions after the first before a failing batch is skipped; −1 for no end. Only without CommitOnFailure.</summary>
    public int MaxRetries { get; set; } = 5;

    /// <summary>Interval, in ms, at which stored offsets are committed.</summary>
    public int AutoCommitIntervalMs { get; set; } = 200;

    /// <summary>Where a group without offsets begins: Earliest or Latest.</summary>
    public string AutoOffsetReset { get; set; } = "Earliest";

    /// <summary>librdkafka's session.timeout.ms.</summary>
    public int SessionTimeoutMs { get; set; } = 10000;

    /// <summary>librdkafka's max.poll.interval.ms.</summary>
    public int? MaxPollIntervalMs { get; set; }

    /// <summary>librdkafka's queued.min.messages.</summary>
    public int? QueuedMinMessages { get; set; }

    /// <summary>librdkafka's queued.max.messages.kbytes.</summary>
    public int? QueuedMaxMessagesKbytes { get; set; }

    /// <summary>librdkafka's max.partition.fetch.bytes.</summary>
    public int? MaxPartitionFetchBytes { get; set; }

    /// <summary>librdkafka's fetch.max.bytes.</summary>
    public int? FetchMaxBytes { get; set; }

    /// <summary>librdkafka's reconnect.backoff.ms.</summary>
    public int? ReconnectBackoffMs { get; set; }

    /// <summary>librdkafka's reconnect.backoff.max.ms.</summary>
    public int? ReconnectBackoffMaxMs { get; set; }

    /// <summary>librdkafka's metadata.max.age.ms.</summary>
    public int MetadataMaxAgeMs { get; set; } = 180000;

    /// <summary>librdkafka's debug contexts, such as <c>cgrp,metadata</c>; null for none.</summary>
    public string? LibkafkaDebug { get; set; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="HostStartException">A value is not of its type or out of its range.</exception>
    public static KafkaTriggerOptions Read(IConfiguration hostJson)
    {
        var options = new KafkaTriggerOptions();
        try
        {
            hostJson.GetSection("extensions:kafka").Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new HostStartException($"host.json, extensions.kafka: {e.Message}", e);
        }
        AtLeast(1, options.MaxBatchSize, nameof(MaxBatchSize));
        AtLeast(1, options.SubscriberIntervalInSeconds, nameof(SubscriberIntervalInSeconds));
        AtLeast(1, options.ExecutorChannelCapacity, nameof(ExecutorChannelCapacity));
        AtLeast(1, options.ChannelFullRetryIntervalInMs, nameof(ChannelFullRetryIntervalInMs));
        AtLeast(0, options.SubscriberIdleBackoffMs, nameof(SubscriberIdleBackoffMs));
        AtLeast(-1, options.MaxRetries, nameof(MaxRetries));
        return options;
    }

    private static void AtLeast(int low, int value, string name)
    {
        if (value < low) throw new HostStartException($"host.json, extensions.kafka: {name} is {value}; it must be at least {low}.");
    }
}
