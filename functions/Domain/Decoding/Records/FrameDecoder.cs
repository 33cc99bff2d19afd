using ServerlessIot.Domain.Decoding.Media;

namespace ServerlessIot.Domain.Decoding.Records;

/// <summary>Decodes binary records, or frames whose bodies are records, JSON, MessagePack or CBOR.</summary>
internal static class FrameDecoder
{
    private const string Format = "a binary record or frame";

    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode(ReadOnlyMemory<byte> payload, in PayloadContext context, PayloadReading reading)
    {
        var alone = reading.Events.First is null;
        if (BinaryRecord.Fit(payload.Span)) return Records(payload, context, reading, alone && payload.Length == BinaryRecord.Length);
        var inner = context with { ContentType = null };
        for (var at = 0; at < payload.Length;)
        {
            var rest = payload.Span[at..];
            if (!Frame.TryTake(ref rest, out var compressed, out var body)) return Refusals.Malformed(Format, at);
            if (reading.Full) return Refusals.TooManyEvents;
            var bytes = payload.Slice(payload.Length - rest.Length - body.Length, body.Length);
            alone &= at == 0 && rest.IsEmpty;
            at = payload.Length - rest.Length;
            if (compressed && reading.Inflater.Inflate(bytes, out bytes) is { } refusal) return refusal;
            if (Body(bytes, inner, reading, alone) is { } refused) return refused;
        }

        return null;
    }

    private static Refusal? Body(ReadOnlyMemory<byte> body, in PayloadContext context, PayloadReading reading, bool alone)
    {
        if (BinaryRecord.Fit(body.Span)) return Records(body, context, reading, alone && body.Length == BinaryRecord.Length);
        if (!body.IsEmpty && PayloadFormats.Of(null, context.Topic, body.Span) == PayloadFormat.Records) return Refusals.NestedEnvelope("frames");
        reading.DecodeInner(body, context, null, alone);
        return null;
    }

    private static Refusal? Records(ReadOnlyMemory<byte> records, in PayloadContext context, PayloadReading reading, bool alone)
    {
        reading.Events.Use(records, alone ? null : reading.Count);
        for (var index = 0; index * BinaryRecord.Length < records.Length; index++)
        {
            if (reading.Full) return Refusals.TooManyEvents;
            reading.Add(BinaryRecord.Decode(records.Span.Slice(index * BinaryRecord.Length, BinaryRecord.Length), context, reading.Events, alone ? null : index));
        }

        return null;
    }
}
