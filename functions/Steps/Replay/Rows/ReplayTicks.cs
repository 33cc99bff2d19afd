namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>Ticks for stored rows, whose own ticks are not kept: time is where the arrivals are.</summary>
internal static class ReplayTicks
{
    /// <summary>
    /// The ticks between a clock and an arrival. Of a long silence the last two: on the first everything ends that ended meanwhile, on the
    /// second is forgotten what by then was to be forgotten.
    /// </summary>
    /// <param name="clock">The tick before; null before the first row.</param>
    /// <param name="arrived">Arrival of the next row, Unix milliseconds.</param>
    /// <param name="every">Milliseconds from tick to tick.</param>
    public static IEnumerable<long> Between(long? clock, long arrived, long every)
    {
        var now = Floor(arrived, every);
        if (clock is not { } last || now <= last) yield break;
        if (now - every > last) yield return now - every;
        yield return now;
    }

    /// <summary>The tick at or before a time.</summary>
    public static long Floor(long time, long every) => time - (((time % every) + every) % every);
}
