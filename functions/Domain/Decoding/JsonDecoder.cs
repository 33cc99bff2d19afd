using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Decodes the shapes of SOURCES.md in JSON: one object, or an array of them; each is judged alone.</summary>
internal static class JsonDecoder
{
    // The table has a depth limit of its own, which lets the other events of an array go on.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PayloadLimits.Bytes + 1 };

    /// <summary>Payloads up to this size are not looked through for bad literals: what they may cost is small.</summary>
    private const int AnyLiteral = 2_048;

    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode(ReadOnlySpan<byte> payload, in PayloadContext context, PayloadReading reading)
    {
        if (CheckBytes(payload) is { } broken) return broken;
        try
        {
            var json = new Utf8JsonReader(payload, isFinalBlock: true, new JsonReaderState(Options));
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject) reading.Add(reading.Events.Read(ref json, context, index: null));
            else if (json.TokenType != JsonTokenType.StartArray) return Refusals.NotAnObject(Describe(json.TokenType));
            else if (ReadArray(ref json, context, reading) is { } refusal) return refusal;

            var rest = payload[(int)json.BytesConsumed..].TrimStart(" \t\r\n"u8);
            return rest.IsEmpty ? null : Refusals.TrailingData(rest, payload.Length - rest.Length);
        }
        catch (JsonException)
        {
            return JsonFaults.Explain(payload, context.ContentType);
        }
    }

    /// <summary>What keeps bytes from being JSON at all; null when nothing does.</summary>
    internal static Refusal? CheckBytes(ReadOnlySpan<byte> payload)
    {
        if (payload.StartsWith("\uFEFF"u8) || payload.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || payload.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Refusals.ByteOrderMark;
        if (!Utf8.IsValid(payload)) return Refusals.InvalidUtf8(FirstInvalid(payload));
        if (payload.TrimStart(" \t\r\n"u8).IsEmpty) return Refusals.Blank(payload.Length);
        if (payload.Length <= AnyLiteral) return null;
        var literal = JsonFaults.FindBadLiteral(payload);
        return literal < 0 ? null : JsonFaults.Explain(payload[literal..], literal);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> payload)
    {
        var position = 0;
        while (System.Text.Rune.DecodeFromUtf8(payload[position..], out _, out var length) == System.Buffers.OperationStatus.Done) position += length;
        return position;
    }

    private static Refusal? ReadArray(ref Utf8JsonReader json, in PayloadContext context, PayloadReading reading)
    {
        var index = 0;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reading.Full) return Refusals.TooManyEvents;
            if (json.TokenType == JsonTokenType.StartObject)
            {
                reading.Add(reading.Events.Read(ref json, context, index));
                continue;
            }

            reading.Add(new Decoded(null, Refusals.NotAnObject(Describe(json.TokenType) + " in the array")));
            json.Skip();
        }

        return index == 0 ? Refusals.NoEvents : null;
    }

    internal static string Describe(JsonTokenType kind) => kind switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.StartArray => "an array",
        _ => "null",
    };
}
