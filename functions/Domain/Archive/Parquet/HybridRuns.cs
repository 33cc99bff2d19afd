using System.Numerics;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>The RLE / bit-packing hybrid of definition levels and dictionary indices (parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid", RLE = 3).</summary>
internal static class HybridRuns
{
    private const int Group = 8;

    /// <summary>Bits that values from 0 to <paramref name="most"/> take, at least 1: not all readers know values of no bits.</summary>
    internal static int BitWidth(int most) => Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)most));

    /// <summary>Appends the values as runs of equal ones from 8 on, and the rest packed in groups of 8.</summary>
    internal static void Write(ByteWriter to, ReadOnlySpan<int> values, int bitWidth)
    {
        for (var at = 0; at < values.Length;)
        {
            var run = Equal(values[at..]);
            if (run >= Group)
            {
                Repeated(to, values[at], run, bitWidth);
                at += run;
                continue;
            }

            var end = at + Group;
            while (end < values.Length && !IsRun(values[end..])) end += Group;
            Packed(to, values[at..Math.Min(end, values.Length)], bitWidth);
            at = end;
        }
    }

    private static void Repeated(ByteWriter to, int value, int count, int bitWidth)
    {
        to.Unsigned((uint)count << 1);
        for (var bits = 0; bits < bitWidth; bits += 8) to.Byte((byte)(value >> bits));
    }

    // Least significant bit first; a last group that is not full is filled with zeros, which readers do not look at.
    private static void Packed(ByteWriter to, ReadOnlySpan<int> values, int bitWidth)
    {
        var groups = (values.Length + Group - 1) / Group;
        to.Unsigned(((uint)groups << 1) | 1);
        var (pending, bits) = (0UL, 0);
        for (var i = 0; i < groups * Group; i++)
        {
            pending |= (ulong)(i < values.Length ? values[i] : 0) << bits;
            bits += bitWidth;
            for (; bits >= 8; bits -= 8, pending >>= 8) to.Byte((byte)pending);
        }
    }

    private static bool IsRun(ReadOnlySpan<int> values) => values.Length >= Group && !values[1..Group].ContainsAnyExcept(values[0]);

    private static int Equal(ReadOnlySpan<int> values)
    {
        var end = values.IndexOfAnyExcept(values[0]);
        return end < 0 ? values.Length : end;
    }
}
