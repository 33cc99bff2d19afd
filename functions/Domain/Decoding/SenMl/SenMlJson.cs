using System.Buffers.Text;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>SenML in JSON (RFC 8428, section 5): an array of records.</summary>
internal static class SenMlJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PayloadLimits.Bytes + 1 };

    private const int MostOfFirstRecord = 2_048;

    /// <summary>Whether JSON that begins with an array is SenML: its first record has a name or base name, and nothing that SenML does not know.</summary>
    internal static bool Is(ReadOnlySpan<byte> json)
    {
        try
        {
            // The first record is enough; what is broken later is found when it is read.
            var reader = new Utf8JsonReader(json[..Math.Min(json.Length, MostOfFirstRecord)], isFinalBlock: false, new JsonReaderState(Options));
            reader.Read();
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            var named = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (SenMlLabels.Of(reader.ValueSpan) is not { } label) return false;
                if (!reader.Read()) break;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return false;
                named |= label is SenMlLabel.Name or SenMlLabel.BaseName && reader.TokenType == JsonTokenType.String;
            }

            return named;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode(ReadOnlySpan<byte> payload, in PayloadContext context, PayloadReading reading)
    {
        if (JsonDecoder.CheckBytes(payload) is { } broken) return broken;
        try
        {
            var json = new Utf8JsonReader(payload, isFinalBlock: true, new JsonReaderState(Options));
            json.Read();
            if (json.TokenType != JsonTokenType.StartArray) return Refusals.WrongType("payload", "an array of SenML records", "something else");
            var pack = reading.Pack;
            pack.Begin();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.StartObject) return Refusals.NotAnObject(JsonDecoder.Describe(json.TokenType) + " in the array");
                pack.BeginRecord();
                if ((Record(ref json, pack) ?? pack.EndRecord(context)) is { } refusal) return refusal;
            }

            // What follows the array throws.
            json.Read();
            return pack.End(context, reading);
        }
        catch (JsonException)
        {
            return JsonFaults.Explain(payload, context.ContentType);
        }
    }

    private static Refusal? Record(ref Utf8JsonReader json, SenMlPack pack)
    {
        var seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (SenMlLabels.Of(json.ValueSpan) is not { } label)
            {
                // Section 4.4: a name that ends with an underscore must be understood.
                if (json.ValueSpan.EndsWith("_"u8)) return Refusals.UnknownSchema($"SenML field {Refusals.Shorten(json.HasValueSequence ? "" : System.Text.Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(40, json.ValueSpan.Length)]))}", "the fields of RFC 8428");
                json.Skip();
                continue;
            }

            var bit = 1 << (label - SenMlLabel.BaseSum);
            if ((seen & bit) != 0) return Refusals.DuplicateMember(json.ValueSpan);
            seen |= bit;
            json.Read();
            if (Field(ref json, label, pack) is { } refusal) return refusal;
        }

        return null;
    }

    private static Refusal? Field(ref Utf8JsonReader json, SenMlLabel label, SenMlPack pack)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Number: return json.TryGetDouble(out var number) ? pack.Set(label, number) : Refusals.NoFiniteNumber(label.ToString());
            case JsonTokenType.True or JsonTokenType.False: return pack.Set(label, json.TokenType == JsonTokenType.True);
            case JsonTokenType.String when !json.ValueIsEscaped: return Text(label, json.ValueSpan, pack);
            case JsonTokenType.String: return Escaped(ref json, label, pack);
            default: return Refusals.WrongType(label.ToString(), "a number, a text, true or false", "something else");
        }
    }

    private static Refusal? Escaped(ref Utf8JsonReader json, SenMlLabel label, SenMlPack pack)
    {
        if (json.ValueSpan.Length > PayloadLimits.TextBytes * 6) return Refusals.TextTooLong(System.Text.Encoding.UTF8.GetBytes(label.ToString()), PayloadLimits.TextBytes);
        Span<byte> text = stackalloc byte[PayloadLimits.TextBytes * 6];
        try
        {
            return Text(label, text[..json.CopyString(text)], pack);
        }
        catch (InvalidOperationException)
        {
            return Refusals.BadEscape;
        }
    }

    private static Refusal? Text(SenMlLabel label, ReadOnlySpan<byte> text, SenMlPack pack)
    {
        if (label != SenMlLabel.Data) return pack.Set(label, text);
        if (text.Length > PayloadLimits.TextBytes) return Refusals.TextTooLong("vd"u8, PayloadLimits.TextBytes);
        Span<byte> data = stackalloc byte[PayloadLimits.TextBytes];
        return Base64Url.DecodeFromUtf8(text, data, out _, out var length) == System.Buffers.OperationStatus.Done
            ? pack.SetData(data[..length])
            : Refusals.WrongType("vd", "base64url", "something else");
    }
}
