namespace ServerlessIot.Bridge.Settings;

/// <summary>How to reach the log. Each is a setting <c>Kafka__Name</c>.</summary>
public sealed record KafkaOptions
{
    /// <summary>Bootstrap servers, <c>host:port</c> separated by commas. Default 127.0.0.1:9092.</summary>
    public string BrokerList { get; init; } = "127.0.0.1:9092";

    /// <summary>Plaintext (default), Ssl, SaslPlaintext or SaslSsl (Event Hubs).</summary>
    public string Protocol { get; init; } = "Plaintext";

    /// <summary>SASL PLAIN user; <c>$ConnectionString</c> with Event Hubs.</summary>
    public string? Username { get; init; }

    /// <summary>SASL PLAIN password.</summary>
    public string? Password { get; init; }

    /// <summary>None (default), Gzip, Snappy, Lz4 or Zstd. Event Hubs takes None and Gzip.</summary>
    public string Compression { get; init; } = "None";

    /// <summary>Milliseconds that a batch waits to be filled, 0 to 1,000. Default 1.</summary>
    public double LingerMs { get; init; } = 1;

    /// <summary>Milliseconds until an unanswered request is sent again, 1,000 to 60,000. Default 5,000.</summary>
    public int SocketTimeoutMs { get; init; } = 5_000;
}
