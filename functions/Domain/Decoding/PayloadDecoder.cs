namespace ServerlessIot.Domain.Decoding;

/// <summary>
/// Turns payloads into canonical events. What the bytes are follows from content type, topic or first bytes; every event is judged alone.
/// Shapes of SOURCES.md, in JSON, MessagePack or CBOR, by their members: <c>device_id</c> + <c>sensor_type</c> → 1, <c>vin</c> → 3, <c>sensor_id</c> +
/// <c>sensor_type</c> → 4, anything else → a value (2) or named numbers (7) of the topic's device. Besides: SenML, Sparkplug B, the binary records
/// and frames of SOURCES.md 7, CloudEvents, and small payloads of no known format as hex digits.
/// </summary>
public static class PayloadDecoder
{
    [ThreadStatic]
    private static PayloadReading? _reading;

    /// <summary>Decodes one payload. Never throws for any bytes.</summary>
    /// <param name="payload">The bytes as the device sent them.</param>
    /// <param name="context">What is known besides.</param>
    /// <param name="results">Cleared, then filled with at least one result; the list's index is the index of the event. Faults of the payload as a whole give one refusal.</param>
    public static void Decode(ReadOnlyMemory<byte> payload, in PayloadContext context, List<Decoded> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        results.Clear();
        (_reading ??= new PayloadReading()).Decode(payload, context, results);
    }
}
