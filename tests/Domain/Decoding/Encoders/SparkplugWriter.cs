using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Domain.Tests.Decoding.Encoders;

/// <summary>A metric to write; what is null is left out.</summary>
public sealed record MetricToWrite(string? Name, object? Value, ulong? Alias = null, int? Type = null, long? Time = null, bool Historical = false, bool Null = false);

/// <summary>Writes payloads of Sparkplug B.</summary>
public static class SparkplugWriter
{
    /// <summary>A payload.</summary>
    public static byte[] Write(long? time, ulong? seq, params MetricToWrite[] metrics)
    {
        var to = new List<byte>();
        if (time is not null) Number(to, 1, (ulong)time.Value);
        foreach (var metric in metrics) Bytes(to, 2, Metric(metric));
        if (seq is not null) Number(to, 3, seq.Value);
        return [.. to];
    }

    private static byte[] Metric(MetricToWrite metric)
    {
        var to = new List<byte>();
        if (metric.Name is not null) Bytes(to, 1, Encoding.UTF8.GetBytes(metric.Name));
        if (metric.Alias is not null) Number(to, 2, metric.Alias.Value);
        if (metric.Time is not null) Number(to, 3, (ulong)metric.Time.Value);
        if (metric.Type is not null) Number(to, 4, (ulong)metric.Type.Value);
        if (metric.Historical) Number(to, 5, 1);
        if (metric.Null) Number(to, 7, 1);
        switch (metric.Value)
        {
            case null: break;
            case int value: Number(to, 10, (uint)value); break;
            case uint value: Number(to, 10, value); break;
            case long value: Number(to, 11, (ulong)value); break;
            case ulong value: Number(to, 11, value); break;
            case float value:
                to.Add((12 << 3) | 5);
                Span<byte> four = stackalloc byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(four, value);
                to.AddRange(four);
                break;
            case double value:
                to.Add((13 << 3) | 1);
                Span<byte> eight = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
                to.AddRange(eight);
                break;
            case bool value: Number(to, 14, value ? 1UL : 0); break;
            case string value: Bytes(to, 15, Encoding.UTF8.GetBytes(value)); break;
            case byte[] value: Bytes(to, 16, value); break;
            default: throw new NotSupportedException(metric.Value.GetType().Name);
        }

        return [.. to];
    }

    private static void Number(List<byte> to, int field, ulong value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, value);
    }

    /// <summary>A field of bytes.</summary>
    public static void Bytes(List<byte> to, int field, byte[] bytes)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)bytes.Length);
        to.AddRange(bytes);
    }

    private static void Varint(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }
}
