using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>
/// Values of metrics: numbers become measures, everything else texts; what has no text (bytes, data sets, templates, arrays) becomes hex digits. What is too long, too
/// large or no number stays a text of itself, so that it spoils no other metric.
/// </summary>
internal static class SparkplugValues
{
    private const byte Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4, UInt8 = 5, UInt16 = 6, UInt32 = 7, UInt64 = 8, DateTime = 13;

    /// <summary>Adds one metric to the event that is being composed.</summary>
    internal static Refusal? Add(in SparkplugMetric metric, string name, byte type, ReadOnlySpan<byte> payload, EventDecoder events)
    {
        if (metric.Null || metric.Value == 0) return Text(name, "null", events);
        switch (metric.Value)
        {
            case SparkplugMetric.IntValue or SparkplugMetric.LongValue when type == DateTime: return Text(name, Moment(metric.Bits), events);
            case SparkplugMetric.IntValue: return events.AddMeasure(name, Integer((uint)metric.Bits, type, (int)metric.Bits));
            case SparkplugMetric.LongValue: return events.AddMeasure(name, Integer(metric.Bits, type, (long)metric.Bits));
            case SparkplugMetric.FloatValue: return Number(name, Shortest(BitConverter.UInt32BitsToSingle((uint)metric.Bits)), events);
            case SparkplugMetric.DoubleValue: return Number(name, BitConverter.UInt64BitsToDouble(metric.Bits), events);
            case SparkplugMetric.BooleanValue: return Text(name, metric.Bits != 0 ? "true" : "false", events);
        }

        var bytes = payload.Slice(metric.Start, metric.Length);
        var isText = metric.Value == SparkplugMetric.StringValue && Utf8.IsValid(bytes);
        if (bytes.Length > (isText ? PayloadLimits.TextBytes : PayloadLimits.RawBytes)) return Text(name, Summary(bytes), events);
        return Text(name, isText ? TextCache.GetValue(bytes) : Convert.ToHexStringLower(bytes), events);
    }

    /// <summary>The name of a metric, whose bytes are UTF-8; of a longer one than a measure may have, its beginning, a tilde and 16 hex digits of its SHA-256.</summary>
    internal static string Name(ReadOnlySpan<byte> bytes)
    {
        const int Digits = 16;
        if (bytes.Length <= PayloadLimits.NameBytes) return TextCache.Get(bytes);
        var end = PayloadLimits.NameBytes - Digits - 1;
        // Not within a character.
        while ((bytes[end] & 0xC0) == 0x80) end--;
        return $"{Encoding.UTF8.GetString(bytes[..end])}~{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, Digits / 2))}";
    }

    /// <summary>A number that is no measured one spoils none of those with it: it is told as a text.</summary>
    private static Refusal? Number(string name, double number, EventDecoder events)
        => Math.Abs(number) <= PayloadLimits.Number ? events.AddMeasure(name, number) : Text(name, number.ToString(CultureInfo.InvariantCulture), events);

    /// <summary>What stands for a value that is too long to be kept.</summary>
    private static string Summary(ReadOnlySpan<byte> bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}");

    private static Refusal? Text(string name, string text, EventDecoder events) => events.AddText(name, text, "sparkplug");

    /// <summary>Signed numbers travel as the two's complement of their size.</summary>
    private static double Integer(ulong bits, byte type, long asSigned) => type switch
    {
        Int8 => (sbyte)bits,
        Int16 => (short)bits,
        Int32 => (int)bits,
        Int64 => (long)bits,
        UInt8 => (byte)bits,
        UInt16 => (ushort)bits,
        UInt32 => (uint)bits,
        UInt64 => bits,
        _ => asSigned,
    };

    /// <summary>21.7 of single precision is 21.7, not 21.700000762939453.</summary>
    private static double Shortest(float number)
    {
        if (!float.IsFinite(number)) return number;
        Span<byte> digits = stackalloc byte[32];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return double.Parse(digits[..length], CultureInfo.InvariantCulture);
    }

    private static string Moment(ulong milliseconds)
        => milliseconds < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : milliseconds.ToString(CultureInfo.InvariantCulture);
}
