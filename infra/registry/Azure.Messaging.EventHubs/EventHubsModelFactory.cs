namespace Azure.Messaging.EventHubs;

/// <summary>Makes what the service otherwise makes, for tests.</summary>
public static class EventHubsModelFactory
{
    /// <summary>An event as it was read.</summary>
    public static EventData EventData(
        BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null, long sequenceNumber = long.MinValue, string offsetString = null, DateTimeOffset enqueuedTime = default) =>
        EventHubs.EventData.Read(eventBody, properties, systemProperties, partitionKey, sequenceNumber, offsetString, enqueuedTime);
}
