using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Trajectories;

public sealed class TrackBuilderTest
{
    private const long Gap = 60_000;

    [Fact]
    public void Without_need_every_position_is_a_vertex_and_gaps_end_lines()
    {
        List<TrackPoint> way = [.. Walk.Random(1, 10, 100), .. Walk.Random(2, 5, 100).Select(vertex => vertex with { Time = vertex.Time + 90_000 + Gap + 1 })];
        var track = Build(way, 0, 100);
        Assert.Equal([way[..10], way[10..]], track.Lines);
        Assert.Equal((0, Gap), (track.Tolerance, track.Gap));
    }

    [Fact]
    public void A_silence_of_just_the_gap_ends_no_line() =>
        Assert.Single(Build([new(0, new(1, 1), null), new(Gap, new(1, 2), null)], 0, 100).Lines);

    [Fact]
    public void A_tolerance_takes_vertices_off_before_there_are_too_many()
    {
        var way = Walk.Random(3, 2000, 50);
        var track = Build(way, 20, 5000);
        var expected = way.ToList();
        LineSimplifier.Simplify(expected, 0, 20);
        Assert.Equal(expected, Assert.Single(track.Lines));
        Assert.Equal(20, track.Tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Too_many_vertices_raise_the_tolerance_and_every_position_keeps_within_what_is_said(double tolerance)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var way = Walk.Random(seed, 20_000, 50);
            var track = Build(way, tolerance, 200);
            var line = Assert.Single(track.Lines);
            Assert.InRange(line.Count, 10, 200);
            Assert.Equal((way[0], way[^1]), (line[0], line[^1]));
            Assert.True(track.Tolerance > tolerance);
            Assert.All(way, vertex => Assert.InRange(Walk.Error(vertex, line), 0, track.Tolerance * 1.001));
        }
    }

    [Fact]
    public void Too_many_lines_are_joined_over_longer_gaps()
    {
        // 3,000 drives of ten positions, of which every tenth is followed by a longer silence.
        var time = 0L;
        List<TrackPoint> way = [.. Walk.Random(9, 30_000, 50).Select((vertex, i) => vertex with { Time = time += i % 100 == 0 ? 40 * Gap : i % 10 == 0 ? 2 * Gap : 1000 })];
        var track = Build(way, 0, 2000);
        Assert.InRange(track.Lines.Sum(line => line.Count), 300, 2000);
        Assert.Equal(300, track.Lines.Count);
        Assert.InRange(track.Gap, 2 * Gap, (40 * Gap) - 1);
    }

    [Fact]
    public void Single_positions_far_apart_end_as_one_line()
    {
        var track = Build([.. Walk.Random(4, 5000, 50).Select((vertex, i) => vertex with { Time = i * 1_000_000_000L })], 0, 10);
        Assert.InRange(track.Lines.Sum(line => line.Count), 2, 10);
    }

    private static Track Build(IEnumerable<TrackPoint> way, double tolerance, int most)
    {
        var builder = new TrackBuilder(Gap, tolerance, most);
        foreach (var vertex in way) builder.Add(vertex);
        return builder.Finish();
    }
}
