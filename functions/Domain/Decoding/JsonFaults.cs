using System.Buffers;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Finds out, after the parser gave up, what a person would call the fault. Only the slow path comes here.</summary>
internal static class JsonFaults
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PayloadLimits.Bytes + 1 };

    /// <summary>No literal (true, false, null) is so long.</summary>
    private const int LongLiteral = 64;

    private static readonly SearchValues<byte> Beginnings = SearchValues.Create("\"tfn"u8);
    private static readonly SearchValues<byte> Ends = SearchValues.Create(",}] \t\r\n"u8);

    /// <summary>
    /// Where something begins that starts like a literal and is none; −1 when nothing does. The parser puts all that follows into its exception
    /// several times over, which would take twelve times the payload's memory.
    /// </summary>
    internal static int FindBadLiteral(ReadOnlySpan<byte> json)
    {
        for (var at = 0; at < json.Length;)
        {
            var found = json[at..].IndexOfAny(Beginnings);
            if (found < 0) return -1;
            at += found;
            if (json[at] == '"')
            {
                at = EndOfText(json, at + 1);
                continue;
            }

            var length = json[at..].IndexOfAny(Ends);
            if (length < 0) length = json.Length - at;
            if (length > LongLiteral || !IsLiteral(json[at..])) return at;
            at += length;
        }

        return -1;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> json) => json.StartsWith("true"u8) || json.StartsWith("false"u8) || json.StartsWith("null"u8);

    private static int EndOfText(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length)
        {
            var found = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0) return json.Length;
            at += found + 1;
            if (json[at - 1] == '"') return at;
            at++;
        }

        return at;
    }

    /// <summary>Explains bytes that are not JSON.</summary>
    /// <param name="payload">The payload, valid UTF-8.</param>
    /// <param name="contentType">Media type that the publisher named.</param>
    internal static Refusal Explain(ReadOnlySpan<byte> payload, string? contentType)
    {
        // Read as if more were to come: what still fails is wrong, what does not is only unfinished.
        var json = new Utf8JsonReader(payload, isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            while (json.Read())
            {
            }
        }
        catch (JsonException)
        {
            var position = (int)json.BytesConsumed;
            var rest = payload[position..].TrimStart(" \t\r\n:,"u8);
            return IsNotANumber(rest) ? Refusals.NotANumber(rest) : Refusals.NotJson(rest, payload.Length - rest.Length, contentType);
        }

        return Refusals.Truncated(payload.Length);
    }

    /// <summary>Explains what stands where a literal belongs.</summary>
    internal static Refusal Explain(ReadOnlySpan<byte> from, long position)
        => IsNotANumber(from) ? Refusals.NotANumber(from) : Refusals.NotJson(from, position, null);

    private static bool IsNotANumber(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart("+-"u8);
        return text.StartsWith("NaN"u8) || text.StartsWith("nan"u8) || text.StartsWith("Inf"u8) || text.StartsWith("inf"u8);
    }
}
