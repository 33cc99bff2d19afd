namespace ServerlessIot.Steps.Ingest;

/// <summary>An event as the event hub holds it. All but the body comes from the service, unless said otherwise.</summary>
public sealed record HubEvent
{
    /// <summary>The bytes that the device sent.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Number in its partition.</summary>
    public long Sequence { get; init; }

    /// <summary>When it came into the partition, Unix milliseconds; 0 = not known.</summary>
    public long Enqueued { get; init; }

    /// <summary>The device that IoT Hub authenticated; null where the event is of nobody.</summary>
    public string? Device { get; init; }

    /// <summary>The module of that device; null where the device itself sent it.</summary>
    public string? Module { get; init; }

    /// <summary>What the event is, as IoT Hub says: <c>Telemetry</c>, or a notice of its own; null where it says nothing.</summary>
    public string? Kind { get; init; }

    /// <summary>Id that the device gave the message; null where it gave none.</summary>
    public string? MessageId { get; init; }

    /// <summary>Media type that the device named; null where it named none.</summary>
    public string? ContentType { get; init; }

    /// <summary>W3C <c>traceparent</c> of the device, unchecked; null where it sent none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Why the event cannot be read; null when it can.</summary>
    public string? Fault { get; init; }
}
