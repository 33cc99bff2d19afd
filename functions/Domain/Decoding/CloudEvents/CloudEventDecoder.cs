using System.Buffers.Text;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding.CloudEvents;

/// <summary>
/// Decodes CloudEvents 1.0 in structured and batched JSON (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
/// Its data is decoded as a payload of its own; id and source make the event's id, time stands in where the data has none.
/// </summary>
internal static class CloudEventDecoder
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PayloadLimits.Bytes + 1 };

    /// <summary>Whether JSON begins as the usual libraries write a CloudEvent.</summary>
    internal static bool Starts(ReadOnlySpan<byte> json)
    {
        json = json.TrimStart(" \t\r\n"u8);
        return json.StartsWith("{"u8) && json[1..].TrimStart(" \t\r\n"u8).StartsWith("\"specversion\""u8);
    }

    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode(ReadOnlyMemory<byte> payload, in PayloadContext context, PayloadReading reading, bool batch)
    {
        if (JsonDecoder.CheckBytes(payload.Span) is { } broken) return broken;
        try
        {
            // All of it first: what is broken at its end spoils the payload, as everywhere.
            var json = new Utf8JsonReader(payload.Span, isFinalBlock: true, new JsonReaderState(Options));
            while (json.Read())
            {
            }

            json = new Utf8JsonReader(payload.Span, isFinalBlock: true, new JsonReaderState(Options));
            json.Read();
            if (!batch) return json.TokenType == JsonTokenType.StartObject ? One(ref json, payload, context, reading, alone: true) : Refusals.NotAnObject(JsonDecoder.Describe(json.TokenType));
            return json.TokenType == JsonTokenType.StartArray ? Each(ref json, payload, context, reading) : Refusals.WrongType("payload", "an array of CloudEvents", "something else");
        }
        catch (JsonException)
        {
            return JsonFaults.Explain(payload.Span, context.ContentType);
        }
    }

    private static Refusal? Each(ref Utf8JsonReader json, ReadOnlyMemory<byte> payload, in PayloadContext context, PayloadReading reading)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (reading.Full) return Refusals.TooManyEvents;
            if (json.TokenType == JsonTokenType.StartObject)
            {
                if (One(ref json, payload, context, reading, alone: false) is { } refusal) reading.Add(new Decoded(null, refusal));
                continue;
            }

            reading.Add(new Decoded(null, Refusals.NotAnObject(JsonDecoder.Describe(json.TokenType) + " in the array")));
            json.Skip();
        }

        return reading.Count == 0 ? Refusals.NoEvents : null;
    }

    private static Refusal? One(ref Utf8JsonReader json, ReadOnlyMemory<byte> payload, in PayloadContext context, PayloadReading reading, bool alone)
    {
        var parts = new CloudEventParts();
        if (parts.Read(ref json) is { } unreadable) return unreadable;
        if (parts.Check(context.Arrived, out var envelope) is { } refusal) return refusal;
        var inner = context with { ContentType = parts.DataContentType, Envelope = envelope with { First = reading.Count } };
        if (parts.Base64.Length > 0)
        {
            var (start, written) = parts.Base64;
            var bytes = parts.IsEscaped ? Unquote(payload.Span.Slice(start - 1, written + 2)) : payload.Span.Slice(start, written).ToArray();
            if (Base64.DecodeFromUtf8InPlace(bytes, out var length) != System.Buffers.OperationStatus.Done) return Refusals.WrongType("data_base64", "base64", "something else");
            reading.DecodeInner(bytes.AsMemory(0, length), inner, parts.DataSchema, alone);
            return null;
        }

        if (parts.Data.Length == 0) return Refusals.MissingField("data", "CloudEvent");
        var data = payload.Slice(parts.Data.Start, parts.Data.Length);
        if (payload.Span[parts.Data.Start] == '"' && !IsJson(parts.DataContentType)) data = Unquote(data.Span);
        else inner = inner with { ContentType = IsJson(parts.DataContentType) ? parts.DataContentType : Media.PayloadFormats.Json };
        reading.DecodeInner(data, inner, parts.DataSchema, alone);
        return null;
    }

    private static bool IsJson(string? contentType)
        => contentType is null || Media.MediaType.Essence(contentType) is var name && (name.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static byte[] Unquote(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        json.Read();
        var bytes = new byte[json.ValueSpan.Length];
        try
        {
            return bytes[..json.CopyString(bytes)];
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for no character: the text as it was written, which no format accepts as it means.
            return text.ToArray();
        }
    }
}
