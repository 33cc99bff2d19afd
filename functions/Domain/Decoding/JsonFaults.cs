using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Finds out, after the parser gave up, what a person would call the fault. Only the slow path comes here.</summary>
internal static class JsonFaults
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PayloadLimits.Bytes + 1 };

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

    private static bool IsNotANumber(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart("+-"u8);
        return text.StartsWith("NaN"u8) || text.StartsWith("nan"u8) || text.StartsWith("Inf"u8) || text.StartsWith("inf"u8);
    }
}
