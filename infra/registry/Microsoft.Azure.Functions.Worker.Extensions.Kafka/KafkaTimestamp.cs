namespace Microsoft.Azure.Functions.Worker;

/// <summary>A record's time.</summary>
public class KafkaTimestamp
{
    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long UnixTimestampMs { get; set; }

    /// <summary>Who set it.</summary>
    public KafkaTimestampType Type { get; set; }

    /// <summary>The same time.</summary>
    public DateTimeOffset DateTimeOffset => System.DateTimeOffset.FromUnixTimeMilliseconds(UnixTimestampMs);
}
