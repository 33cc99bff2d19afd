namespace ServerlessIot.Benchmarks.Planner;

/// <summary>A load as it was written.</summary>
/// <param name="Moments">Times, in s, ascending, with the records that had been written by then.</param>
internal sealed record Written(IReadOnlyList<(double Time, long Records)> Moments)
{
    private int _next;

    /// <summary>Records that had been written by a time, in s; asked for in ascending order it is quick.</summary>
    public double By(double time)
    {
        if (time <= 0) return 0;
        if (_next > 0 && Moments[_next - 1].Time > time) _next = 0;
        while (_next < Moments.Count && Moments[_next].Time < time) _next++;
        if (_next == Moments.Count) return Moments[^1].Records;
        var (first, last) = (_next == 0 ? (0, 0) : Moments[_next - 1], Moments[_next]);
        return first.Records + ((last.Records - first.Records) * (time - first.Time) / (last.Time - first.Time));
    }
}
