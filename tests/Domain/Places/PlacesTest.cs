using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Tests.Places;

public sealed class PlacesTest
{
    [Theory]
    [InlineData(48.137, 11.575, 48.137, 11.588, 970, true)] // 965 m along the parallel of Munich
    [InlineData(48.137, 11.575, 48.137, 11.588, 960, false)]
    [InlineData(0, 179.999, 0, -179.999, 230, true)] // 222 m across the antimeridian
    [InlineData(89.999, 0, 89.999, 180, 230, true)] // across the pole
    [InlineData(10, 20, 10, 20, 1, true)]
    public void A_circle_contains_what_is_near(double latitude, double longitude, double otherLatitude, double otherLongitude, double radius, bool inside)
    {
        var circle = new Circle(latitude, longitude, radius);
        Assert.Equal(inside, circle.Contains(new Position(otherLatitude, otherLongitude)));
        if (inside) Assert.Contains(circle.Areas(), area => area.Contains(new Position(otherLatitude, otherLongitude)));
    }

    [Fact]
    public void Whatever_a_circle_contains_its_areas_contain()
    {
        var (random, inside) = (new Random(5), 0);
        for (var i = 0; i < 200_000; i++)
        {
            var circle = new Circle((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180, Math.Pow(10, random.NextDouble() * 7));
            var spread = circle.Radius / 80_000;
            var place = new Position(
                Math.Clamp(circle.Latitude + ((random.NextDouble() - 0.5) * spread), -90, 90),
                Wrap(circle.Longitude + ((random.NextDouble() - 0.5) * spread / Math.Max(0.01, Math.Cos(circle.Latitude * Math.PI / 180)))));
            if (!circle.Contains(place)) continue;
            inside++;
            Assert.Contains(circle.Areas(), area => area.Contains(place));
        }

        Assert.True(inside > 10_000);
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(5, 11, false)]
    [InlineData(8, 5, false)] // in the notch
    [InlineData(8, 1, true)]
    public void A_polygon_contains_what_lies_in_it(double latitude, double longitude, bool inside)
    {
        var notched = new Polygon([new(0, 0), new(0, 10), new(10, 10), new(6, 5), new(10, 0)]);
        Assert.Equal(inside, notched.Contains(new Position(latitude, longitude)));
    }

    [Theory]
    [InlineData(-17, 179, true)]
    [InlineData(-17, -179, true)]
    [InlineData(-17, 177, false)]
    [InlineData(-17, 0, false)]
    public void A_polygon_may_cross_the_antimeridian(double latitude, double longitude, bool inside)
    {
        var fiji = new Polygon([new(-20, 178), new(-20, -178), new(-15, -178), new(-15, 178)]);
        Assert.Equal(inside, fiji.Contains(new Position(latitude, longitude)));
        Assert.Equal(inside, fiji.Areas().Any(area => area.Contains(new Position(latitude, longitude))));
    }

    [Fact]
    public void A_polygon_has_three_corners() => Assert.Throws<ArgumentException>(() => new Polygon([new(0, 0), new(1, 1)]));

    private static double Wrap(double longitude) => Math.IEEERemainder(longitude, 360);
}
