namespace ServerlessIot.Domain.Decoding.Raw;

/// <summary>A payload of no known format, kept as hex digits in the attribute <c>raw_data</c> (SOURCES 2): an event without measurements.</summary>
internal static class RawBytes
{
    private const string Attribute = "raw_data";

    /// <summary>Keeps a small payload; refuses a larger one, which quarantine keeps as it is.</summary>
    internal static Refusal? Decode(ReadOnlySpan<byte> payload, in PayloadContext context, PayloadReading reading)
    {
        if (payload.TrimStart(" \t\r\n"u8).IsEmpty) return Refusals.Blank(payload.Length);
        if (payload.Length > PayloadLimits.RawBytes) return Refusals.RawTooLarge(payload.Length);
        var events = reading.Events;
        events.Compose(string.IsNullOrEmpty(context.DataType) ? "raw" : context.DataType);
        if (events.AddText(Attribute, Convert.ToHexStringLower(payload), "payload") is { } refusal) return refusal;
        reading.Add(events.Composed(context, index: null, time: null, retold: false));
        return null;
    }
}
