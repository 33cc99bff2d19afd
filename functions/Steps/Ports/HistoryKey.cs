using System.Globalization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Ports;

/// <summary>The place of an event in a device's history: the page token of <see cref="IHistory"/>.</summary>
/// <param name="Time">Time of the event, Unix milliseconds.</param>
/// <param name="Origin">Its origin, which orders events of the same millisecond.</param>
public readonly record struct HistoryKey(long Time, Origin Origin) : IComparable<HistoryKey>
{
    /// <summary>The key of an event.</summary>
    public static HistoryKey Of(DeviceEvent e) => new(e.Time, e.Origin);

    /// <inheritdoc/>
    public int CompareTo(HistoryKey other)
    {
        var order = Time.CompareTo(other.Time);
        return order != 0 ? order : Origin.CompareTo(other.Origin);
    }

    /// <summary>Text form <c>time_origin</c>, which fits in an address.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}_{Origin}");

    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out HistoryKey key)
    {
        key = default;
        var end = text.IndexOf('_');
        if (end < 0 || !long.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var time) || !Origin.TryParse(text[(end + 1)..], out var origin)) return false;
        key = new HistoryKey(time, origin);
        return true;
    }

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(HistoryKey left, HistoryKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(HistoryKey left, HistoryKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(HistoryKey left, HistoryKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(HistoryKey left, HistoryKey right) => left.CompareTo(right) >= 0;
}
