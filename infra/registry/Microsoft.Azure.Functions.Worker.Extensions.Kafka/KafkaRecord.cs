namespace Microsoft.Azure.Functions.Worker;

/// <summary>A record as it lies in the log. The real assembly has no nullable annotations, so this has none either.</summary>
public class KafkaRecord
{
    /// <summary>The topic it was read from.</summary>
    public string Topic { get; set; }

    /// <summary>The partition it was read from.</summary>
    public int Partition { get; set; }

    /// <summary>Its offset in the partition.</summary>
    public long Offset { get; set; }

    /// <summary>The key's bytes; null where it has none.</summary>
    public byte[] Key { get; set; }

    /// <summary>The value's bytes; null where it has none.</summary>
    public byte[] Value { get; set; }

    /// <summary>The record's time.</summary>
    public KafkaTimestamp Timestamp { get; set; }

    /// <summary>The headers, in order; empty where it has none.</summary>
    public KafkaHeader[] Headers { get; set; }
}
