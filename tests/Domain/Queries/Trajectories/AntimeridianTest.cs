using ServerlessIot.Domain.Places;
using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Trajectories;

public sealed class AntimeridianTest
{
    [Fact]
    public void A_line_that_crosses_is_cut_at_the_same_latitude()
    {
        // RFC 7946, 3.1.9: from 45 N, 170 E to 45 N, 170 W; and on.
        var parts = Antimeridian.Cut([new(0, new(40, 170, 100), 10), new(1000, new(50, -170, 200), 30), new(2000, new(50, -160), null)]);
        Assert.Equal(2, parts.Count);
        Assert.Equal([new(0, new(40, 170, 100), 10), new(500, new(45, 180, 150), 20)], parts[0]);
        Assert.Equal([new(500, new(45, -180, 150), 20), new(1000, new(50, -170, 200), 30), new(2000, new(50, -160), null)], parts[1]);
    }

    [Theory]
    [InlineData("10 20 30", "10 20 30")]
    [InlineData("179 180", "179 180")]
    [InlineData("179 -180", "179 180")] // the edge, under its other name
    [InlineData("180 -179", "-180 -179")]
    [InlineData("-180 180", "-180 -180")]
    [InlineData("179 180 -179", "179 180 | -180 -179")]
    [InlineData("179 -180 -179", "179 180 | -180 -179")]
    [InlineData("-179 179 -179", "-179 -180 | 180 179 180 | -180 -179")]
    [InlineData("-179 -180 179", "-179 -180 | 180 179")]
    [InlineData("7", "7")]
    public void Parts_never_leave_their_side(string longitudes, string expected)
    {
        var parts = Antimeridian.Cut([.. longitudes.Split(' ').Select((text, i) => new TrackPoint(i, new(0, double.Parse(text)), null))]);
        Assert.Equal(expected, string.Join(" | ", parts.Select(part => string.Join(' ', part.Select(vertex => vertex.Place.Longitude)))));
    }

    [Fact]
    public void Cuts_change_no_length()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var line = Walk.Random(seed, 500, 2000, latitude: 5, longitude: 179.95);
            var parts = Antimeridian.Cut(line);
            Assert.All(parts, part => Assert.All(part.Zip(part.Skip(1)), pair => Assert.True(Math.Abs(pair.First.Place.Longitude - pair.Second.Place.Longitude) < 180)));
            Assert.Equal(Length(line), parts.Sum(Length), 1);
        }

        static double Length(IReadOnlyList<TrackPoint> line) => line.Zip(line.Skip(1)).Sum(pair => Earth.Metres(pair.First.Place, pair.Second.Place));
    }
}
