namespace Azure.Messaging.EventHubs;

/// <summary>An event as it lies in a partition of an event hub.</summary>
public class EventData
{
    /// <summary>An event with a body.</summary>
    public EventData(BinaryData eventBody) => EventBody = eventBody;

    /// <summary>An event as it was read.</summary>
    protected EventData(
        BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null,
        long sequenceNumber = long.MinValue, string offsetString = null, DateTimeOffset enqueuedTime = default, string partitionKey = null)
    {
        EventBody = eventBody;
        Properties = properties ?? Properties;
        SystemProperties = systemProperties ?? SystemProperties;
        SequenceNumber = sequenceNumber;
        OffsetString = offsetString;
        EnqueuedTime = enqueuedTime;
        PartitionKey = partitionKey;
    }

    /// <summary>The body. The real one throws NotSupportedException where the body is no AMQP data.</summary>
    public BinaryData EventBody { get; set; }

    /// <summary>Media type that the publisher named; null when it named none.</summary>
    public string ContentType { get; set; }

    /// <summary>Id that the publisher gave; null when it gave none.</summary>
    public string MessageId { get; set; }

    /// <summary>What the publisher set.</summary>
    public IDictionary<string, object> Properties { get; } = new Dictionary<string, object>();

    /// <summary>What the service set.</summary>
    public IReadOnlyDictionary<string, object> SystemProperties { get; } = new Dictionary<string, object>();

    /// <summary>Number in the partition; long.MinValue when it is not known.</summary>
    public long SequenceNumber { get; } = long.MinValue;

    /// <summary>Place in the partition; null when it is not known.</summary>
    public string OffsetString { get; }

    /// <summary>When it came into the partition; the default value when that is not known.</summary>
    public DateTimeOffset EnqueuedTime { get; }

    /// <summary>Key that chose the partition; null when there is none.</summary>
    public string PartitionKey { get; }

    internal static EventData Read(
        BinaryData eventBody, IDictionary<string, object> properties, IReadOnlyDictionary<string, object> systemProperties,
        string partitionKey, long sequenceNumber, string offsetString, DateTimeOffset enqueuedTime) =>
        new(eventBody, properties, systemProperties, sequenceNumber, offsetString, enqueuedTime, partitionKey);
}
