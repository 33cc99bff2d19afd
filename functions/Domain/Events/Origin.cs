using System.Globalization;

namespace ServerlessIot.Domain.Events;

/// <summary>The place in telemetry.raw that something derives from. Origins of one partition are ordered; a newer epoch is above every older one.</summary>
/// <param name="Epoch">How often the log was recreated, from 0.</param>
/// <param name="Partition">Partition of telemetry.raw.</param>
/// <param name="Offset">Offset in that partition.</param>
/// <param name="Index">Index of the event within its payload, from 0.</param>
public readonly record struct Origin(int Epoch, int Partition, long Offset, int Index) : IComparable<Origin>
{
    /// <inheritdoc/>
    public int CompareTo(Origin other)
    {
        var order = Epoch.CompareTo(other.Epoch);
        if (order == 0) order = Partition.CompareTo(other.Partition);
        if (order == 0) order = Offset.CompareTo(other.Offset);
        return order != 0 ? order : Index.CompareTo(other.Index);
    }

    /// <summary>Text form <c>epoch-partition-offset-index</c>, all decimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Partition}-{Offset}-{Index}");

    /// <summary>Bytes that the longest text form takes: three ints, a long, three dashes.</summary>
    internal const int LongestText = 11 * 3 + 20 + 3;

    /// <summary>Writes the text form as ASCII and returns its length; <paramref name="to"/> has <see cref="LongestText"/> bytes.</summary>
    internal int Format(Span<byte> to)
    {
        System.Text.Unicode.Utf8.TryWrite(to, CultureInfo.InvariantCulture, $"{Epoch}-{Partition}-{Offset}-{Index}", out var written);
        return written;
    }

    /// <summary>Reads the text form from ASCII; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Origin origin)
    {
        Span<char> chars = stackalloc char[LongestText];
        origin = default;
        return text.Length <= LongestText && TryParse(chars[..System.Text.Encoding.Latin1.GetChars(text, chars)], out origin);
    }

    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Origin origin)
    {
        origin = default;
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, '-') != 4
            || !int.TryParse(text[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            || !int.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(text[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !int.TryParse(text[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;
        origin = new Origin(epoch, partition, offset, index);
        return true;
    }

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Origin left, Origin right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Origin left, Origin right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Origin left, Origin right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Origin left, Origin right) => left.CompareTo(right) >= 0;
}
