using Confluent.Kafka;

namespace ServerlessIot.Host.Kafka;

/// <summary>The consumer's settings: the real extension's, and bounds that suit many consumers on one machine.</summary>
internal static class ConsumerSettings
{
    // The real trigger leaves librdkafka's 64 MB; a laptop runs some ten consumers.
    private const int QueuedKbytes = 16 * 1024;

    // The real trigger notices a new topic after up to three minutes.
    private const int TopicRefreshMs = 2000;

    // A batched function waits up to a second for its batch anyway: fewer, larger fetches for all consumers on one machine.
    private const int BatchedFetchBytes = 256 * 1024;
    private const int BatchedFetchMs = 50;

    public static ConsumerConfig Create(KafkaTrigger trigger, KafkaTriggerOptions options)
    {
        var config = new ConsumerConfig(trigger.Security.ToDictionary())
        {
            BootstrapServers = trigger.BrokerList,
            GroupId = trigger.Group,
            EnableAutoCommit = true,
            EnableAutoOffsetStore = false,
            AutoCommitIntervalMs = options.AutoCommitIntervalMs,
            AutoOffsetReset = string.Equals(options.AutoOffsetReset, "Latest", StringComparison.OrdinalIgnoreCase)
                ? AutoOffsetReset.Latest
                : AutoOffsetReset.Earliest,
            SessionTimeoutMs = options.SessionTimeoutMs,
            // librdkafka's 3 s would let a shorter session end between two heartbeats.
            HeartbeatIntervalMs = Math.Min(3000, Math.Max(100, options.SessionTimeoutMs / 3)),
            MaxPollIntervalMs = options.MaxPollIntervalMs,
            QueuedMinMessages = options.QueuedMinMessages,
            QueuedMaxMessagesKbytes = options.QueuedMaxMessagesKbytes ?? QueuedKbytes,
            MaxPartitionFetchBytes = options.MaxPartitionFetchBytes,
            FetchMaxBytes = options.FetchMaxBytes,
            ReconnectBackoffMs = options.ReconnectBackoffMs,
            ReconnectBackoffMaxMs = options.ReconnectBackoffMaxMs ?? 2000,
            MetadataMaxAgeMs = options.MetadataMaxAgeMs,
            TopicMetadataRefreshIntervalMs = TopicRefreshMs,
            SocketKeepaliveEnable = true,
            AllowAutoCreateTopics = false,
            FetchMinBytes = trigger.IsBatched ? BatchedFetchBytes : 1,
            FetchWaitMaxMs = trigger.IsBatched ? BatchedFetchMs : 500,
            Debug = options.LibkafkaDebug,
            // Its topic is known: naming it again for every record would cost a string each.
            ConsumeResultFields = "headers,timestamp",
        };
        return config;
    }
}
