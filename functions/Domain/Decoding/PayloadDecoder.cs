using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessIot.Domain.Decoding;

/// <summary>
/// Turns payloads into canonical events. A payload is one JSON object or an array of them; every object is judged alone.
/// Shapes of SOURCES.md, by their members: <c>device_id</c> + <c>sensor_type</c> → 1, <c>vin</c> → 3, <c>sensor_id</c> + <c>sensor_type</c> → 4,
/// anything else → a value (2) or named numbers (7) of the topic's device.
/// </summary>
public static class PayloadDecoder
{
    // The table has a depth limit of its own, which lets the other events of an array go on.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PayloadLimits.Bytes + 1 };

    [ThreadStatic]
    private static EventDecoder? _decoder;

    /// <summary>Decodes one payload. Never throws for any bytes.</summary>
    /// <param name="payload">The bytes as the device sent them.</param>
    /// <param name="context">What is known besides.</param>
    /// <param name="results">Cleared, then filled with at least one result; the list's index is the index of the event. Faults of the payload as a whole give one refusal.</param>
    public static void Decode(ReadOnlyMemory<byte> payload, in PayloadContext context, List<Decoded> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        results.Clear();
        var refusal = CheckBytes(payload.Span);
        if (refusal is null)
        {
            var decoder = _decoder ??= new EventDecoder();
            decoder.Use(payload);
            refusal = ReadAll(decoder, payload.Span, context, results);
            decoder.Use(default);
        }

        if (refusal is null) return;
        results.Clear();
        results.Add(new Decoded(null, refusal));
    }

    private static Refusal? CheckBytes(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return Refusals.Empty;
        if (payload.Length > PayloadLimits.Bytes) return Refusals.TooLarge(payload.Length);
        if (payload.StartsWith("\uFEFF"u8) || payload.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || payload.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Refusals.ByteOrderMark;
        if (!Utf8.IsValid(payload)) return Refusals.InvalidUtf8(FirstInvalid(payload));
        return payload.TrimStart(" \t\r\n"u8).IsEmpty ? Refusals.Blank(payload.Length) : null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> payload)
    {
        var position = 0;
        while (System.Text.Rune.DecodeFromUtf8(payload[position..], out _, out var length) == System.Buffers.OperationStatus.Done) position += length;
        return position;
    }

    /// <summary>The refusal of the payload as a whole; null when each event has its own result.</summary>
    private static Refusal? ReadAll(EventDecoder decoder, ReadOnlySpan<byte> payload, in PayloadContext context, List<Decoded> results)
    {
        try
        {
            var json = new Utf8JsonReader(payload, isFinalBlock: true, new JsonReaderState(Options));
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject) results.Add(decoder.Read(ref json, context, index: null));
            else if (json.TokenType != JsonTokenType.StartArray) return Refusals.NotAnObject(Describe(json.TokenType));
            else if (ReadArray(decoder, ref json, context, results) is { } refusal) return refusal;

            var rest = payload[(int)json.BytesConsumed..].TrimStart(" \t\r\n"u8);
            return rest.IsEmpty ? null : Refusals.TrailingData(rest, payload.Length - rest.Length);
        }
        catch (JsonException)
        {
            return JsonFaults.Explain(payload, context.ContentType);
        }
    }

    private static Refusal? ReadArray(EventDecoder decoder, ref Utf8JsonReader json, in PayloadContext context, List<Decoded> results)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (results.Count == PayloadLimits.Events) return Refusals.TooManyEvents;
            if (json.TokenType == JsonTokenType.StartObject)
            {
                results.Add(decoder.Read(ref json, context, results.Count));
                continue;
            }

            results.Add(new Decoded(null, Refusals.NotAnObject(Describe(json.TokenType) + " in the array")));
            json.Skip();
        }

        return results.Count == 0 ? Refusals.NoEvents : null;
    }

    private static string Describe(JsonTokenType kind) => kind switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.StartArray => "an array",
        _ => "null",
    };
}
