using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Tests.Places;

public sealed class PolylineTextTest
{
    [Fact]
    public void Is_the_example_of_its_documentation() =>
        Assert.Equal("_p~iF~ps|U_ulLnnqC_mqNvxq`@", PolylineText.Encode([new(38.5, -120.2), new(40.7, -120.95), new(43.252, -126.453)]));

    [Theory]
    [InlineData(-179.9832104, "`~oia@")]
    [InlineData(0, "?")]
    public void Single_values_are_those_of_its_documentation(double degrees, string text) => Assert.Equal("?" + text, PolylineText.Encode([new(0, degrees)]));

    [Fact]
    public void Reads_back_within_half_its_precision_however_long()
    {
        var random = new Random(3);
        Position[] places = [.. Enumerable.Range(0, 5000).Select(_ => new Position((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180))];
        var back = Decode(PolylineText.Encode(places));
        Assert.Equal(places.Length, back.Count);
        Assert.All(places.Zip(back), pair =>
        {
            Assert.Equal(pair.First.Latitude, pair.Second.Latitude, 0.50001e-5);
            Assert.Equal(pair.First.Longitude, pair.Second.Longitude, 0.50001e-5);
        });
    }

    internal static List<Position> Decode(string text)
    {
        var (at, north, east) = (0, 0L, 0L);
        List<Position> places = [];
        while (at < text.Length)
        {
            north += Next();
            east += Next();
            places.Add(new Position(north / 1e5, east / 1e5));
        }

        return places;

        long Next()
        {
            long bits = 0;
            for (var shift = 0; ; shift += 5)
            {
                var part = text[at++] - 63;
                Assert.InRange(part, 0, 63);
                bits |= (long)(part & 0x1F) << shift;
                if (part < 0x20) return (bits & 1) == 0 ? bits >> 1 : ~(bits >> 1);
            }
        }
    }
}
