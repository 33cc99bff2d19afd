using ServerlessIot.Domain.Places;
using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Trajectories;

public sealed class LineSimplifierTest
{
    [Fact]
    public void A_corner_stays_and_what_lies_between_goes()
    {
        List<TrackPoint> line = [.. new[] { (0, 0), (0, 1), (0, 2), (1, 2), (2, 2) }.Select((at, i) => new TrackPoint(i, new(at.Item1 * 0.01, at.Item2 * 0.01), null))];
        LineSimplifier.Simplify(line, 0, 10);
        Assert.Equal([0L, 2, 4], line.Select(vertex => vertex.Time));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(50, 20)]
    [InlineData(1025, 5)]
    [InlineData(1025, 500)]
    public void Up_to_a_span_it_is_the_recursive_algorithm(int count, double tolerance)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var line = Walk.Random(seed, count, 100);
            var expected = Recursive(line, tolerance);
            LineSimplifier.Simplify(line, 0, tolerance);
            Assert.Equal(expected, line);
        }
    }

    [Fact]
    public void Every_vertex_of_a_long_line_lies_within_the_tolerance_of_what_is_left()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var line = Walk.Random(seed, 5000, 50);
            var kept = line.ToList();
            LineSimplifier.Simplify(kept, 0, 25);
            Assert.True(kept.Count < line.Count / 2);
            Assert.Equal((line[0], line[^1]), (kept[0], kept[^1]));
            Assert.Empty(kept.Except(line));
            Assert.All(line, vertex => Assert.InRange(Walk.Error(vertex, kept), 0, 25));
        }
    }

    [Fact]
    public void What_is_before_the_first_index_is_left_alone()
    {
        var line = Walk.Random(7, 3000, 50);
        var kept = line.ToList();
        LineSimplifier.Simplify(kept, 2000, 100);
        Assert.Equal(line[..2001], kept[..2001]);
        Assert.True(kept.Count < 2500);
    }

    [Fact]
    public void A_line_over_the_antimeridian_is_no_longer_than_it_is()
    {
        List<TrackPoint> line = [.. Enumerable.Range(0, 100).Select(i => new TrackPoint(i, new(10, Earth.Normal(179.95 + (i * 0.001))), null))];
        LineSimplifier.Simplify(line, 0, 1);
        Assert.Equal(2, line.Count);
    }

    private static List<TrackPoint> Recursive(List<TrackPoint> line, double tolerance)
    {
        if (line.Count < 3) return line;
        var (farthest, metres) = line.Select((vertex, i) => (i, Earth.MetresToLine(vertex.Place, line[0].Place, line[^1].Place))).Skip(1).SkipLast(1).MaxBy(item => item.Item2);
        return metres <= tolerance ? [line[0], line[^1]] : [.. Recursive(line[..(farthest + 1)], tolerance).SkipLast(1), .. Recursive(line[farthest..], tolerance)];
    }
}
