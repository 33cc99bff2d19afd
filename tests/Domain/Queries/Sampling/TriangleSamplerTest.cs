using ServerlessIot.Domain.Queries.Sampling;

namespace ServerlessIot.Domain.Tests.Queries.Sampling;

public sealed class TriangleSamplerTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void What_is_no_more_than_asked_for_stays_whole(int count)
    {
        var series = Noise(1, count);
        Assert.Equal(series, Sample(series, 7));
    }

    [Fact]
    public void A_peak_is_never_lost()
    {
        SeriesPoint[] series = [.. Enumerable.Range(0, 100_000).Select(i => new SeriesPoint(i * 1000L, i == 61_234 ? 500 : i % 2))];
        Assert.Contains(new SeriesPoint(61_234_000, 500), Sample(series, 20));
    }

    [Fact]
    public void A_constant_series_and_one_of_one_instant_have_answers()
    {
        Assert.Equal(50, Sample([.. Enumerable.Range(0, 10_000).Select(i => new SeriesPoint(i, 7))], 50).Count);
        Assert.Equal(50, Sample([.. Enumerable.Range(0, 10_000).Select(i => new SeriesPoint(5, i % 7))], 50).Count);
    }

    /// <summary>Against the thesis's own algorithm, with all points in memory and their number known.</summary>
    [Theory]
    [InlineData(3, 6)]
    [InlineData(10, 34)]
    [InlineData(50, 120)]
    [InlineData(500, 1994)]
    public void Up_to_four_times_as_many_points_give_what_the_thesis_gives(int most, int count)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var series = Noise(seed, count);
            Assert.Equal(Reference(series, most), Sample(series, most));
        }
    }

    [Fact]
    public void Any_number_of_points_gives_a_largest_triangle_of_each_bucket()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (most, count) = (random.Next(3, 40), random.Next(3, 5000));
            var series = Noise(seed, count);
            var sample = Sample(series, most);
            Assert.Equal(Math.Min(most, count), sample.Count);
            Assert.Equal((series[0], series[^1]), (sample[0], sample[^1]));
            var buckets = Buckets(series, most);
            for (var i = 0; i < buckets.Count; i++)
            {
                Assert.Contains(sample[i + 1], buckets[i]);
                var next = i + 1 < buckets.Count ? Mean(buckets[i + 1]) : (series[^1].Time, series[^1].Value);
                var largest = buckets[i].Max(point => Area(sample[i], point, next));
                Assert.InRange(Area(sample[i], sample[i + 1], next), largest * (1 - 1e-9), largest);
            }
        }
    }

    [Fact]
    public void A_curve_whose_every_point_is_a_corner_is_held_in_bounds()
    {
        var bucket = new HullBucket(0);
        for (var i = 0; i < 5000; i++) bucket.Add(new SeriesPoint(i, (double)i * i));
        Assert.InRange(bucket.Corners.Count(), 3, 2 * HullBucket.MostCorners);
        Assert.Contains(bucket.Corners, point => point.Time == 4999);
    }

    private static IReadOnlyList<SeriesPoint> Sample(IEnumerable<SeriesPoint> series, int most)
    {
        var sampler = new TriangleSampler(most);
        foreach (var point in series) sampler.Add(point);
        return sampler.Finish();
    }

    // Times with steps of any length, some of none; no two values the same, so that there is one answer.
    private static SeriesPoint[] Noise(int seed, int count)
    {
        var random = new Random(seed);
        var series = new SeriesPoint[count];
        long time = 1_763_600_000_000;
        for (var i = 0; i < count; i++) series[i] = new SeriesPoint(time += random.Next(0, 20_000), (100 * random.NextDouble()) + (20 * Math.Sin(i / 300.0)));
        return series;
    }

    private static List<SeriesPoint> Reference(SeriesPoint[] series, int most)
    {
        List<SeriesPoint> chosen = [series[0]];
        var every = (double)(series.Length - 2) / (most - 2);
        for (var i = 0; i < most - 2; i++)
        {
            var bucket = series[Start(i)..Start(i + 1)];
            var next = i + 1 < most - 2 ? Mean(series[Start(i + 1)..Start(i + 2)]) : (series[^1].Time, series[^1].Value);
            chosen.Add(bucket.MaxBy(point => Area(chosen[^1], point, next)));
        }

        return [.. chosen, series[^1]];

        int Start(int bucket) => (int)Math.Floor((bucket * every) + 1e-9) + 1;
    }

    /// <summary>The buckets that the documentation promises: equal small ones of a power of two, gathered evenly.</summary>
    private static List<SeriesPoint[]> Buckets(SeriesPoint[] series, int most)
    {
        var inner = series[1..^1];
        var size = 1;
        while (inner.Length > size * 4 * (most - 2)) size *= 2;
        var small = inner.Chunk(size).ToList();
        var buckets = Math.Min(most - 2, small.Count);
        return [.. Enumerable.Range(0, buckets).Select(i => small[(i * small.Count / buckets)..((i + 1) * small.Count / buckets)].SelectMany(points => points).ToArray())];
    }

    private static (double Time, double Value) Mean(SeriesPoint[] bucket) =>
        (bucket[0].Time + bucket.Average(point => (double)(point.Time - bucket[0].Time)), bucket.Average(point => point.Value));

    private static double Area(SeriesPoint a, SeriesPoint b, (double Time, double Value) c) =>
        Math.Abs(((a.Time - c.Time) * (b.Value - a.Value)) - ((a.Time - (double)b.Time) * (c.Value - a.Value))) / 2;
}
