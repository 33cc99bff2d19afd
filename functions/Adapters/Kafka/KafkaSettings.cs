using Confluent.Kafka;

namespace ServerlessIot.Adapters.Kafka;

/// <summary>How to reach the log, section <c>Kafka</c>.</summary>
public sealed record KafkaSettings
{
    /// <summary>Brokers as host:port, comma separated.</summary>
    public string BrokerList { get; init; } = "";

    /// <summary>Security: Plaintext, Ssl, SaslPlaintext or SaslSsl (Event Hubs).</summary>
    public SecurityProtocol Protocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>SASL PLAIN user; <c>$ConnectionString</c> for Event Hubs.</summary>
    public string? Username { get; init; }

    /// <summary>SASL PLAIN password.</summary>
    public string? Password { get; init; }

    /// <summary>None, Gzip, Snappy, Lz4 or Zstd. Event Hubs takes None and Gzip.</summary>
    public CompressionType Compression { get; init; } = CompressionType.None;

    /// <summary>Largest record, bytes. Event Hubs closes the connection at 1,046,528 a request.</summary>
    public int MaxRecordBytes { get; init; } = 1_000_000;

    /// <summary>What every client shares.</summary>
    /// <exception cref="InvalidOperationException">No broker is named.</exception>
    public T Client<T>(T config) where T : ClientConfig
    {
        if (BrokerList.Length == 0) throw new InvalidOperationException("The setting Kafka__BrokerList is empty. Set it to the brokers, for example 127.0.0.1:9092.");
        config.BootstrapServers = BrokerList;
        config.SecurityProtocol = Protocol;
        config.SocketTimeoutMs = 5_000;
        config.SocketKeepaliveEnable = true;
        config.ReconnectBackoffMaxMs = 1_000;
        // Azure drops connections that were idle for 240 s.
        config.MetadataMaxAgeMs = 180_000;
        config.ConnectionsMaxIdleMs = 180_000;
        if (Username is null) return config;
        config.SaslMechanism = SaslMechanism.Plain;
        config.SaslUsername = Username;
        config.SaslPassword = Password;
        return config;
    }
}
