using Azure.Messaging.EventHubs;
using ServerlessIot.Steps.Ingest;

namespace ServerlessIot.Adapters.Functions;

/// <summary>
/// Events of the Event Hubs trigger as the step knows them. Who sent an event is read from the system properties only: IoT Hub sets them
/// (https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-messages-construct), devices set the others.
/// </summary>
public static class HubEvents
{
    /// <summary>A batch, in the order it came.</summary>
    public static HubEvent[] ToHub(this EventData[] events) => Array.ConvertAll(events, ToHub);

    /// <summary>One event; one that cannot be read says so instead of throwing, since it would keep all behind it waiting.</summary>
    public static HubEvent ToHub(this EventData data)
    {
        var known = new HubEvent
        {
            Sequence = data.SequenceNumber,
            Enqueued = Enqueued(data),
            Device = Text(data, "iothub-connection-device-id"),
            Module = Text(data, "iothub-connection-module-id"),
            Kind = Text(data, "iothub-message-source"),
            MessageId = data.MessageId,
            ContentType = data.ContentType,
            TraceParent = Property(data, "traceparent") ?? Property(data, "Diagnostic-Id"),
        };
        if (data.SequenceNumber == long.MinValue) return known with { Fault = "it has no sequence number." };
        try
        {
            return known with { Body = data.EventBody.ToMemory() };
        }
        catch (NotSupportedException)
        {
            return known with { Fault = "its body is an AMQP value or sequence; only data is taken." };
        }
    }

    private static long Enqueued(EventData data)
    {
        try
        {
            return data.EnqueuedTime == default ? 0 : data.EnqueuedTime.ToUnixTimeMilliseconds();
        }
        catch (InvalidCastException)
        {
            // A host that hands the time over as another type than the client library expects.
            return data.SystemProperties.TryGetValue("x-opt-enqueued-time", out var value) && value is DateTime time
                ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds()
                : 0;
        }
    }

    private static string? Text(EventData data, string name) => data.SystemProperties.TryGetValue(name, out var value) ? value?.ToString() : null;

    private static string? Property(EventData data, string name) => data.Properties.TryGetValue(name, out var value) ? value as string : null;
}
