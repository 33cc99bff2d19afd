using System.Runtime.InteropServices;

namespace ServerlessIot.Domain.Queries.Sampling;

/// <summary>
/// Down-sampling by largest triangle, three buckets (Sveinn Steinarsson, Downsampling Time Series for Visual Representation, master's thesis,
/// University of Iceland, 2013, section 4.2), in one pass and without knowing how many points will come. First and last point stay; the
/// others fall into buckets of equally many, of each of which the point stays that makes the largest triangle with the one chosen before
/// and the mean of the next bucket. As points come, they gather in up to four times as many small buckets; when these are full, neighbours
/// merge. So buckets are the thesis's own up to 4 × (most − 2) + 2 points, and beyond that hold up to twice as many points as others.
/// </summary>
/// <param name="most">Points of the answer at most, 3 or more. Held are at most 128 points for each of them, usually fewer than 40.</param>
public sealed class TriangleSampler(int most)
{
    private const int SmallPerBucket = 4;
    private readonly int mostSmall = (Math.Max(most, 3) - 2) * SmallPerBucket;
    private readonly List<HullBucket> small = [];
    private SeriesPoint first;
    private SeriesPoint last;
    private long size = 1;

    /// <summary>Points taken in.</summary>
    public long Count { get; private set; }

    /// <summary>Takes in a point that is not before any other.</summary>
    public void Add(SeriesPoint point)
    {
        if (Count == 0) first = point;
        if (Count > 1) AddInner(last);
        last = point;
        Count++;
    }

    /// <summary>The points that stand for all, in the order of time.</summary>
    public IReadOnlyList<SeriesPoint> Finish()
    {
        if (Count == 0) return [];
        if (Count == 1) return [first];
        List<SeriesPoint> chosen = [first];
        var buckets = Math.Min(most - 2, small.Count);
        for (var i = 0; i < buckets; i++)
        {
            var next = i + 1 < buckets ? HullBucket.Mean(Bucket(i + 1, buckets)) : (last.Time - first.Time, last.Value);
            chosen.Add(Choose(Bucket(i, buckets), chosen[^1], next));
        }

        chosen.Add(last);
        return chosen;
    }

    private void AddInner(SeriesPoint point)
    {
        if (small.Count == 0 || small[^1].Count >= size)
        {
            if (small.Count == mostSmall) Merge();
            small.Add(new HullBucket(first.Time));
        }

        small[^1].Add(point);
    }

    private void Merge()
    {
        for (var i = 0; i < mostSmall / 2; i++)
        {
            small[2 * i].Add(small[(2 * i) + 1]);
            small[i] = small[2 * i];
        }

        small.RemoveRange(mostSmall / 2, mostSmall / 2);
        size *= 2;
    }

    private ReadOnlySpan<HullBucket> Bucket(int index, int buckets)
    {
        var from = (int)((long)index * small.Count / buckets);
        var to = (int)((index + 1L) * small.Count / buckets);
        return CollectionsMarshal.AsSpan(small)[from..to];
    }

    private SeriesPoint Choose(ReadOnlySpan<HullBucket> bucket, SeriesPoint before, (double Time, double Value) next)
    {
        var (choice, largest) = (default(SeriesPoint), -1.0);
        double start = before.Time - first.Time;
        foreach (var part in bucket)
        {
            foreach (var corner in part.Corners)
            {
                var area = Math.Abs(((start - next.Time) * (corner.Value - before.Value)) - ((start - (corner.Time - first.Time)) * (next.Value - before.Value)));
                if (area > largest) (choice, largest) = (corner, area);
            }
        }

        return choice;
    }
}
