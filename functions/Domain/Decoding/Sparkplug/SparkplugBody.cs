using System.Text;
using ServerlessIot.Domain.Decoding.Records;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>
/// The body of a message. Eclipse Tahu and the libraries that follow it compress a payload so: it is the body of another one, whose <c>uuid</c> is
/// SPBV1.0_COMPRESSED and whose metric <c>algorithm</c> is GZIP or DEFLATE (zlib), which holds where there is none. Any other body is of somebody's own format.
/// </summary>
internal static class SparkplugBody
{
    private const string Compressed = "SPBV1.0_COMPRESSED";
    private const string Gzip = "GZIP";
    private const string Deflate = "DEFLATE";

    /// <summary>Reads the payload that a message's body holds in place of it.</summary>
    /// <param name="message">The message that was read; afterwards the one in its body.</param>
    /// <param name="payload">The bytes that its places are of.</param>
    /// <param name="inflater">Decompresses, within its bounds.</param>
    internal static Refusal? Unpack(SparkplugMessage message, ref ReadOnlyMemory<byte> payload, Inflater inflater)
    {
        if (message.Body is not { } body) return null;
        var bytes = payload.Span;
        if (!bytes.Slice(message.Uuid.Start, message.Uuid.Length).SequenceEqual("SPBV1.0_COMPRESSED"u8)) return Unknown(bytes.Slice(message.Uuid.Start, message.Uuid.Length), Compressed);
        var algorithm = Algorithm(message, bytes);
        var gzip = Ascii.EqualsIgnoreCase(algorithm, Gzip);
        if (!gzip && !algorithm.IsEmpty && !Ascii.EqualsIgnoreCase(algorithm, Deflate)) return Unknown(algorithm, $"{Gzip} and {Deflate}");
        if (inflater.Inflate(payload.Slice(body.Start, body.Length), out var inflated, gzip) is { } refusal) return refusal;
        payload = inflated;
        if (message.Read(inflated.Span, message.Time) is { } refused) return refused;
        return message.Body is null ? null : Refusals.NestedEnvelope("a body");
    }

    private static ReadOnlySpan<byte> Algorithm(SparkplugMessage message, ReadOnlySpan<byte> payload)
    {
        foreach (var metric in message.Metrics)
        {
            if (metric.Value == SparkplugMetric.StringValue && payload.Slice(metric.NameStart, metric.NameLength).SequenceEqual("algorithm"u8)) return payload.Slice(metric.Start, metric.Length);
        }

        return default;
    }

    private static Refusal Unknown(ReadOnlySpan<byte> name, string known) => Refusals.UnknownSchema("Sparkplug body " + Encoding.UTF8.GetString(name[..Math.Min(name.Length, PayloadLimits.NameBytes)]), known);
}
