using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Rules.Reference;

namespace ServerlessIot.Domain.Tests.Rules.Kinds;

public sealed class GeofenceRuleTest
{
    private const string Square = """[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6]]]""";
    private const string Fiji = """[[[178,-20],[-178,-20],[-178,-15],[178,-15]]]""";

    [Theory]
    [InlineData("inside", 1, 1, "!")]
    [InlineData("inside", 5, 5, "-")] // in the hole
    [InlineData("inside", 11, 5, "-")]
    [InlineData("outside", 5, 5, "!")]
    [InlineData("outside", 1, 1, "-")]
    public void One_event_tells_inside_from_outside(string when, double latitude, double longitude, string turns) => Assert.Equal(turns, Turns.Of(Polygon(when, Square), At(0, latitude, longitude)));

    [Theory]
    [InlineData("enter", "i i", "--")] // nobody saw it come
    [InlineData("enter", "o i i o i", "-!!.!")]
    [InlineData("leave", "o o", "--")]
    [InlineData("leave", "i o o i", "-!!.")]
    public void Coming_and_going_need_the_other_side_first(string when, string places, string turns) =>
        Assert.Equal(turns, Turns.Of(Polygon(when, Square), places.Split(' ').Select((place, i) => At(i, place == "i" ? 1 : 20, 1))));

    [Fact]
    public void An_older_place_says_nothing_of_where_it_is() => Assert.Equal("--!", Turns.Of(Polygon("enter", Square), At(10, 20, 1), At(5, 1, 1), At(11, 1, 1)));

    [Theory]
    [InlineData(50.0, "-")]
    [InlineData(100.0, "!")]
    [InlineData(120.0, "!")]
    [InlineData(120.1, "-")]
    [InlineData(null, "!")]
    public void A_zone_has_a_band_of_altitude(double? altitude, string turns)
    {
        var rule = $$$"""{"id":"r","kind":"geofence","when":"inside","polygon":{{{Square}}},"altitude":{"from":100,"to":120},"severity":3}""";
        Assert.Equal(turns, Turns.Of(rule, Stories.Value(1) with { Position = new Position(1, 1, altitude) }));
    }

    [Theory]
    [InlineData(179, "!")]
    [InlineData(-179, "!")]
    [InlineData(177, "-")]
    [InlineData(0, "-")]
    public void A_zone_may_cross_the_antimeridian(double longitude, string turns) => Assert.Equal(turns, Turns.Of(Polygon("inside", Fiji), At(0, -17, longitude)));

    [Theory]
    [InlineData(48.137, 11.588, 970, "!")] // 965 m
    [InlineData(48.137, 11.588, 960, "-")]
    public void A_zone_may_be_a_circle(double latitude, double longitude, double radius, string turns) =>
        Assert.Equal(turns, Turns.Of($$$"""{"id":"r","kind":"geofence","when":"inside","circle":{"latitude":48.137,"longitude":11.575,"radius":{{{radius}}}},"severity":3}""", At(0, latitude, longitude)));

    [Fact]
    public void An_event_without_a_place_says_nothing() => Assert.Equal("-", Turns.Of(Polygon("outside", Square), Stories.Value(1)));

    [Fact]
    public void It_is_what_the_reference_says() => Agreement.Check(Cases, one => one.Rule, one => one.Sure, one => one.Judge);

    private static Gen<Case> Cases =>
        from when in Gen.Elements("inside", "outside", "enter", "leave")
        from zone in RandomZone.Any
        from band in Gen.Elements(false, true)
        from story in Stories.Of(Contents(zone), TimeSpan.FromSeconds(5))
        select new Case(when, zone, band, story);

    private static Gen<DeviceEvent> Contents(RandomZone zone) =>
        from angle in Gen.Choose(0, 359)
        from radius in Gen.Choose(0, 1_200)
        from altitude in Gen.Elements<double?>(null, 50, 100, 101)
        from known in Gen.Choose(0, 9)
        select Stories.Value(0) with { Position = known == 0 ? null : zone.At(angle, radius / 100.0) with { Altitude = altitude } };

    private static string Polygon(string when, string rings) => $$"""{"id":"r","kind":"geofence","when":"{{when}}","polygon":{{rings}},"severity":3}""";

    private static DeviceEvent At(double seconds, double latitude, double longitude) => Stories.Value(1, seconds) with { Position = new Position(latitude, longitude) };

    private sealed record Case(string When, RandomZone Zone, bool Band, IReadOnlyList<Step> Story)
    {
        internal string Rule => $$"""{"id":"r","kind":"geofence","when":"{{When}}","polygon":{{Zone.Rings}}{{(Band ? ""","altitude":{"from":60,"to":100}""" : "")}},"severity":3}""";

        /// <summary>Without the places that lie on an edge, as far as a double can say.</summary>
        internal IReadOnlyList<Step> Sure => [.. Story.Where(step => step.Event!.Position is not { } place || !Zone.IsNearEdge(place))];

        internal Say Judge(IReadOnlyList<DeviceEvent> before, DeviceEvent e)
        {
            if (e.Position is null) return Say.Nothing;
            var known = before.Where(one => one.Position is not null).ToList();
            if (When is "inside" or "outside") return Said(e, IsBroken(e));
            if (known.Exists(one => one.Time > e.Time)) return Say.Nothing;
            if (!IsBroken(e)) return Say.Calm;
            var heard = known.Where((one, i) => known.Take(i).All(earlier => earlier.Time <= one.Time));
            return heard.Any(one => !IsBroken(one)) ? Said(e, true) : Say.Nothing;
        }

        private static Say Said(DeviceEvent e, bool breach) => breach ? Say.Breach(e.Position!.Value.Latitude, e.Position.Value.Longitude) : Say.Calm;

        private bool IsBroken(DeviceEvent e)
        {
            var place = e.Position!.Value;
            var isBeyond = Band && place.Altitude is { } altitude && (altitude < 60 || altitude > 100);
            return (Zone.Contains(place) && !isBeyond) == (When is "inside" or "enter");
        }
    }
}
