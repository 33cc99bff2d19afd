using ServerlessIot.Domain.Queries.Sampling;

namespace ServerlessIot.Domain.Tests.Queries.Sampling;

public sealed class TimeBucketsTest
{
    [Fact]
    public void Buckets_have_equal_lengths_and_empty_ones_are_left_out()
    {
        var buckets = new TimeBuckets(1000, 2000, 4);
        foreach (var (time, value) in new[] { (1000L, 1.0), (1100, 3), (1249, 2), (1250, 9), (1999, -1) }) buckets.Add(new SeriesPoint(time, value));
        Assert.Equal(250, buckets.Length);
        Assert.Equal([new TimeBucket(1000, 3, 1, 3, 2), new TimeBucket(1250, 1, 9, 9, 9), new TimeBucket(1750, 1, -1, -1, -1)], buckets.Finish());
    }

    [Theory]
    [InlineData(10, 3, 4)]
    [InlineData(10, 9, 2)]
    [InlineData(10, 10, 1)]
    [InlineData(10, 100, 1)]
    [InlineData(12, 3, 4)]
    public void Are_never_more_than_asked_for(int range, int most, int length)
    {
        var buckets = new TimeBuckets(1000, 1000 + range, most);
        for (var i = 0; i < range; i++) buckets.Add(new SeriesPoint(1000 + i, i));
        Assert.Equal(length, buckets.Length);
        Assert.Equal((range + length - 1) / length, buckets.Finish().Count);
        Assert.InRange(buckets.Finish().Count, 1, most);
    }

    [Fact]
    public void Are_what_grouping_in_memory_gives()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var (from, to, most) = (random.NextInt64(1_000_000), random.NextInt64(1_000_001, 9_000_000), random.Next(1, 60));
            SeriesPoint[] series = [.. Enumerable.Range(0, 500).Select(_ => new SeriesPoint(random.NextInt64(from, to), random.NextDouble())).OrderBy(point => point.Time)];
            var buckets = new TimeBuckets(from, to, most);
            foreach (var point in series) buckets.Add(point);
            var actual = buckets.Finish();
            Assert.True(actual.Count <= most);
            var expected = series.GroupBy(point => (point.Time - from) / buckets.Length).ToList();
            Assert.Equal(
                expected.Select(group => (from + (group.Key * buckets.Length), group.LongCount(), group.Min(point => point.Value), group.Max(point => point.Value))),
                actual.Select(bucket => (bucket.Time, bucket.Count, bucket.Min, bucket.Max)));
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Average(point => point.Value), pair.Second.Mean, 1e-9));
        }
    }
}
