using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Spans of arrival that segments stand for, UTC.</summary>
internal static class Slots
{
    internal const long Minute = 60_000;
    internal const long Day = 24 * 60 * Minute;

    /// <summary>First millisecond of the span in which <paramref name="time"/> lies.</summary>
    internal static long Of(SegmentLevel level, long time) => level switch
    {
        SegmentLevel.Minutes => Floor(time, 5 * Minute),
        SegmentLevel.Hour => Floor(time, 60 * Minute),
        SegmentLevel.Cold => Month(time),
        _ => Floor(time, Day),
    };

    /// <summary>First millisecond after a span.</summary>
    internal static long End(SegmentLevel level, long slot) => level switch
    {
        SegmentLevel.Minutes => slot + (5 * Minute),
        SegmentLevel.Hour => slot + (60 * Minute),
        SegmentLevel.Cold => DateTimeOffset.FromUnixTimeMilliseconds(slot).AddMonths(1).ToUnixTimeMilliseconds(),
        _ => slot + Day,
    };

    private static long Floor(long time, long span) => Math.DivRem(time, span) is var (whole, rest) && rest < 0 ? (whole - 1) * span : time - (time % span);

    private static long Month(long time)
    {
        var date = DateTimeOffset.FromUnixTimeMilliseconds(time);
        return new DateTimeOffset(date.Year, date.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }
}
