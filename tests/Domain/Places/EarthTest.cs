using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Tests.Places;

public sealed class EarthTest
{
    // Distances on the ellipsoid: degrees of meridian and equator by WGS 84's formulas, and Vincenty's example (Flinders Peak to Buninyong).
    [Theory]
    [InlineData(0, 0, 1, 0, 110_574.4)]
    [InlineData(89, 0, 90, 0, 111_693.9)]
    [InlineData(0, 179.5, 0, -179.5, 111_319.5)]
    [InlineData(-37.951033417, 144.424867889, -37.652821139, 143.926495528, 54_972.3)]
    [InlineData(52.52, 13.405, 48.8566, 2.3522, 879_700)] // Berlin to Paris
    public void Is_at_most_six_thousandths_from_the_ellipsoid(double north, double east, double toNorth, double toEast, double metres) =>
        Assert.InRange(Earth.Metres(new(north, east), new(toNorth, toEast)) / metres, 0.994, 1.006);

    [Fact]
    public void Small_distances_are_exact_and_the_largest_is_half_the_circumference()
    {
        Assert.Equal(Earth.MeanRadius * Math.PI / 180 * 1e-7, Earth.Metres(new(10, 20), new(10.0000001, 20)), 1e-6);
        Assert.Equal(Earth.MeanRadius * Math.PI, Earth.Metres(new(0, 0), new(0, 180)), 1e-6);
        Assert.Equal(0, Earth.Metres(new(-33, 151), new(-33, 151)));
    }

    [Theory]
    [InlineData(179, -179, 2)]
    [InlineData(-179, 179, -2)]
    [InlineData(10, 20, 10)]
    [InlineData(0, 180, -180)]
    [InlineData(-180, 180, 0)]
    public void East_goes_the_shorter_way_round(double from, double to, double east) => Assert.Equal(east, Earth.East(from, to));

    [Fact]
    public void The_distance_to_a_line_is_the_least_to_any_of_its_points()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var place = new Position((random.NextDouble() * 160) - 80, (random.NextDouble() * 360) - 180);
            var (a, b) = (Near(place), Near(place));
            var least = Enumerable.Range(0, 2001).Min(step => Earth.Metres(place, Along(a, b, step / 2000.0)));
            Assert.Equal(least, Earth.MetresToLine(place, a, b), Math.Max(1, least * 0.01));
        }

        Position Near(Position place) => new(place.Latitude + ((random.NextDouble() - 0.5) / 50), Earth.Normal(place.Longitude + ((random.NextDouble() - 0.5) / 50)));

        static Position Along(Position a, Position b, double share) =>
            new(a.Latitude + (share * (b.Latitude - a.Latitude)), Earth.Normal(a.Longitude + (share * Earth.East(a.Longitude, b.Longitude))));
    }
}
