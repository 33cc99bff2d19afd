using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Domain.Queries.Sampling;

/// <summary>Smallest, largest and mean value and their number, by buckets of equal time. Holds one bucket and the answer.</summary>
/// <param name="from">First millisecond of the first bucket, Unix milliseconds.</param>
/// <param name="to">First millisecond after the last one.</param>
/// <param name="most">Buckets at most, 1 or more.</param>
public sealed class TimeBuckets(long from, long to, int most)
{
    private readonly List<TimeBucket> full = [];
    private WindowStatistics current;
    private long start;

    /// <summary>Length of a bucket, milliseconds, rounded up so that there are never more than asked for.</summary>
    public long Length { get; } = Math.Max(1, (to - from + most - 1) / most);

    /// <summary>Values taken in.</summary>
    public long Count { get; private set; }

    /// <summary>Takes in a point of the range that is not before any other.</summary>
    public void Add(SeriesPoint point)
    {
        var bucket = from + ((point.Time - from) / Length * Length);
        if (bucket != start) Close();
        start = bucket;
        current.Add(point.Value, point.Time);
        Count++;
    }

    /// <summary>The buckets that have values, in the order of time.</summary>
    public IReadOnlyList<TimeBucket> Finish()
    {
        Close();
        return full;
    }

    private void Close()
    {
        if (current.Count > 0) full.Add(new TimeBucket(start, current.Count, current.Min, current.Max, current.Mean));
        current = default;
    }
}
