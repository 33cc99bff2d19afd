using Confluent.Kafka;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>Client settings of producer, probe and the reader of commands.</summary>
internal static class ProducerSettings
{
    /// <exception cref="SettingException">A value is none of those allowed.</exception>
    public static void Check(KafkaOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BrokerList))
            throw new SettingException("Kafka__BrokerList", options.BrokerList, "host:port, several separated by commas");
        _ = Protocol(options);
        _ = Compression(options);
        if (Protocol(options) is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl && (options.Username is null || options.Password is null))
            throw new SettingException("Kafka__Username", options.Username, "set, with Kafka__Password, when Kafka__Protocol uses SASL");
    }

    /// <summary>The idempotent producer that leaves no gap: delivery rule 5 of the design.</summary>
    public static ProducerConfig Producer(KafkaOptions options) => new(Common(options))
    {
        Acks = Acks.All,
        EnableIdempotence = true,
        EnableGaplessGuarantee = true,
        MessageTimeoutMs = 0,
        RequestTimeoutMs = 60_000,
        Partitioner = Partitioner.Murmur2Random,
        LingerMs = options.LingerMs,
        BatchSize = 512 * 1024,
        MessageMaxBytes = 1_000_000,
        CompressionType = Compression(options),
        // The bridge has bounds of its own, in InFlightBudget: librdkafka's must never be the ones that bite.
        QueueBufferingMaxMessages = 10_000_000,
        QueueBufferingMaxKbytes = 2_097_151,
        RetryBackoffMs = 100,
        DeliveryReportFields = "none",
    };

    /// <summary>The client that asks whether the log answers.</summary>
    public static AdminClientConfig Probe(KafkaOptions options) => new(Common(options));

    /// <summary>The client that reads commands. It names its partitions itself: no group is joined, and nothing committed.</summary>
    public static ConsumerConfig Consumer(KafkaOptions options) => new(Common(options))
    {
        GroupId = "serverlessiot-bridge",
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        EnablePartitionEof = true,
        AllowAutoCreateTopics = false,
        // What the log no longer holds has expired, too.
        AutoOffsetReset = AutoOffsetReset.Earliest,
        FetchMinBytes = 1,
        FetchWaitMaxMs = 500,
        QueuedMaxMessagesKbytes = 8 * 1024,
    };

    private static ClientConfig Common(KafkaOptions options) => new()
    {
        BootstrapServers = options.BrokerList,
        ClientId = "serverlessiot-bridge",
        SecurityProtocol = Protocol(options),
        SaslMechanism = Protocol(options) is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl ? SaslMechanism.Plain : null,
        SaslUsername = options.Username,
        SaslPassword = options.Password,
        SocketTimeoutMs = options.SocketTimeoutMs,
        ApiVersionRequestTimeoutMs = options.SocketTimeoutMs,
        // A log that stands still takes no connections in the end, and TCP then tries less and less often: a new one is there sooner.
        SocketConnectionSetupTimeoutMs = options.SocketTimeoutMs,
        SocketNagleDisable = true,
        SocketKeepaliveEnable = true,
        ReconnectBackoffMs = 100,
        ReconnectBackoffMaxMs = 1_000,
        // Azure drops connections that were idle for 240 s.
        MetadataMaxAgeMs = 180_000,
        ConnectionsMaxIdleMs = 180_000,
        TopicMetadataRefreshIntervalMs = 60_000,
    };

    private static SecurityProtocol Protocol(KafkaOptions options) =>
        Parse<SecurityProtocol>("Kafka__Protocol", options.Protocol, "Plaintext, Ssl, SaslPlaintext or SaslSsl");

    private static CompressionType Compression(KafkaOptions options) =>
        Parse<CompressionType>("Kafka__Compression", options.Compression, "None, Gzip, Snappy, Lz4 or Zstd");

    private static T Parse<T>(string setting, string value, string expected)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : throw new SettingException(setting, value, expected);
}
