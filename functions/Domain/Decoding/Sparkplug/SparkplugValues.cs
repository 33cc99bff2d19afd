using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>Values of metrics: numbers become measures, everything else texts; what has no text (bytes, data sets, templates, arrays) becomes hex digits.</summary>
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
            case SparkplugMetric.FloatValue: return events.AddMeasure(name, Shortest(BitConverter.UInt32BitsToSingle((uint)metric.Bits)));
            case SparkplugMetric.DoubleValue: return events.AddMeasure(name, BitConverter.UInt64BitsToDouble(metric.Bits));
            case SparkplugMetric.BooleanValue: return Text(name, metric.Bits != 0 ? "true" : "false", events);
        }

        var bytes = payload.Slice(metric.Start, metric.Length);
        if (metric.Value != SparkplugMetric.StringValue)
            return bytes.Length > PayloadLimits.RawBytes ? Refusals.TextTooLong(Encoding.UTF8.GetBytes(name), PayloadLimits.RawBytes) : Text(name, Convert.ToHexStringLower(bytes), events);
        if (bytes.Length > PayloadLimits.TextBytes) return Refusals.TextTooLong(Encoding.UTF8.GetBytes(name), PayloadLimits.TextBytes);
        return Utf8.IsValid(bytes) ? Text(name, TextCache.GetValue(bytes), events) : Refusals.InvalidText("Sparkplug B", metric.Start);
    }

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
