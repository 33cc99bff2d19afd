namespace ServerlessIot.Domain.Queries.Sampling;

/// <summary>
/// Points that follow each other in time, kept as count, sums and convex hull. The area of a triangle with two fixed corners is largest
/// at a corner of the hull of the candidates for the third, so nothing else need be held to choose one.
/// </summary>
/// <param name="zero">Time from which means are counted, Unix milliseconds; the same for all buckets of a series.</param>
public sealed class HullBucket(long zero)
{
    /// <summary>Corners of the upper and of the lower hull at most. Measured values have fewer; beyond it the flattest corner goes.</summary>
    public const int MostCorners = 16;

    private readonly List<SeriesPoint> upper = new(1);
    private readonly List<SeriesPoint> lower = new(1);
    private double times;
    private double values;

    /// <summary>Points.</summary>
    public long Count { get; private set; }

    /// <summary>What is held of them.</summary>
    public IEnumerable<SeriesPoint> Corners => upper.Concat(lower);

    /// <summary>Mean time after the zero that all buckets share, milliseconds, and mean value.</summary>
    public static (double Time, double Value) Mean(ReadOnlySpan<HullBucket> buckets)
    {
        double times = 0, values = 0;
        long count = 0;
        foreach (var bucket in buckets)
        {
            times += bucket.times;
            values += bucket.values;
            count += bucket.Count;
        }

        return (times / count, values / count);
    }

    /// <summary>Takes in a point that is not before any other.</summary>
    public void Add(SeriesPoint point)
    {
        Count++;
        times += point.Time - zero;
        values += point.Value;
        Extend(upper, point, 1);
        Extend(lower, point, -1);
    }

    /// <summary>Takes in the bucket that follows.</summary>
    public void Add(HullBucket next)
    {
        Count += next.Count;
        times += next.times;
        values += next.values;
        foreach (var point in next.upper) Extend(upper, point, 1);
        foreach (var point in next.lower) Extend(lower, point, -1);
    }

    // Andrew's monotone chain (Information Processing Letters 9, 1979), which takes points in the order of time as they come.
    private static void Extend(List<SeriesPoint> chain, SeriesPoint point, int side)
    {
        if (chain.Count > 0 && chain[^1].Time == point.Time)
        {
            if (side * point.Value <= side * chain[^1].Value) return;
            chain.RemoveAt(chain.Count - 1);
        }

        while (chain.Count >= 2 && side * Turn(chain[^2], chain[^1], point) >= 0) chain.RemoveAt(chain.Count - 1);
        chain.Add(point);
        if (chain.Count > MostCorners) chain.RemoveAt(Flattest(chain));
    }

    private static int Flattest(List<SeriesPoint> chain)
    {
        var (flattest, least) = (1, double.PositiveInfinity);
        for (var i = 1; i < chain.Count - 1; i++)
        {
            var area = Math.Abs(Turn(chain[i - 1], chain[i], chain[i + 1]));
            if (area < least) (flattest, least) = (i, area);
        }

        return flattest;
    }

    /// <summary>Twice the signed area of a triangle: above zero when the corners turn left.</summary>
    private static double Turn(SeriesPoint a, SeriesPoint b, SeriesPoint c) =>
        ((double)(b.Time - a.Time) * (c.Value - a.Value)) - ((double)(c.Time - a.Time) * (b.Value - a.Value));
}
