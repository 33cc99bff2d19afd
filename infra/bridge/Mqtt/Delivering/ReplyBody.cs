using System.Text.Json;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Mqtt.Delivering;

/// <summary>The command that a reply's payload names: the member <c>id</c>, else <c>correlation_id</c>, of a JSON object, as the step Reply reads it.</summary>
internal static class ReplyBody
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 32 };

    /// <summary>What the payload names, whether it can be an id or not; null when it names nothing, is no JSON object, or has more than <see cref="CommandLimits.ReplyBytes"/> bytes.</summary>
    public static string? Command(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > CommandLimits.ReplyBytes || !payload.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            return null;
        try
        {
            return Read(new Utf8JsonReader(payload, Strict));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a text with half a character
        {
            return null;
        }
    }

    private static string? Read(Utf8JsonReader reader)
    {
        string? id = null, correlation = null;
        var (ids, correlations) = (0, 0);
        // To the end: of what is no JSON nothing counts.
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("id"u8))
                (ids, id) = (ids + 1, Text(ref reader));
            else if (reader.ValueTextEquals("correlation_id"u8))
                (correlations, correlation) = (correlations + 1, Text(ref reader));
        }
        // Who says it twice says nothing.
        return ids > 1 || correlations > 1 ? null : id ?? correlation;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
}
