using System.Text.Json;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Trajectory;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class TrajectoryTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const long Minute = 60_000;

    [Fact]
    public async Task A_drive_a_stop_and_a_drive_over_the_antimeridian()
    {
        Add("fiji", (0, -17, 179.98), (1, -17, 179.99), (2, -17, -179.99), (3, -17, -179.98), (10, -17, -179.98), (60, -18, -179), (61, -18, -178.99));
        fixture.History.Events.Add(Samples.Event("fiji", 5 * Minute, 99)); // without a position
        var answer = await fixture.CallAsync<GetTrajectory>("?from=0&to=99999999", route: ["t", "fiji"]);
        Assert.Equal((200, "application/geo+json"), (answer.Status, answer.Response.ContentType));
        Assert.Equal("FeatureCollection", answer.Json.GetProperty("type").GetString());
        var features = answer.Json.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(["MultiLineString", "LineString", "Point"], features.Select(feature => feature.GetProperty("geometry").GetProperty("type").GetString()));
        Assert.Equal("[[[179.98,-17],[179.99,-17],[180,-17]],[[-180,-17],[-179.99,-17],[-179.98,-17],[-179.98,-17]]]", Coordinates(features[0]));
        Assert.Equal("[[0,60000,90000],[90000,120000,180000,600000]]", features[0].GetProperty("properties").GetProperty("times").GetRawText());
        Assert.Equal("[[50,51,51.5],[51.5,52,53,60]]", features[0].GetProperty("properties").GetProperty("speeds").GetRawText());
        Assert.Equal("""{"kind":"stop","arrival":180000,"departure":600000,"durationMs":420000}""", features[2].GetProperty("properties").GetRawText());
        Assert.Equal("[-179.98,-17]", Coordinates(features[2]));
        var summary = answer.Json.GetProperty("summary");
        Assert.Equal((7, 61 * Minute, 1), (summary.GetProperty("positions").GetInt32(), summary.GetProperty("durationMs").GetInt64(), summary.GetProperty("stops").GetInt32()));
        // Four hundredths of a degree at 17 S, one at 18 S; not what lies in the silence between them.
        Assert.Equal((0.04 * 106_336) + (0.01 * 105_753), summary.GetProperty("distanceMetres").GetDouble(), 15.0);
    }

    [Fact]
    public async Task A_single_position_is_a_point_and_altitude_comes_third()
    {
        fixture.History.Events.Add(Samples.Event("one", 5, 0) with { Position = new Position(52.5, 13.4, 34.5) });
        var feature = Assert.Single((await fixture.CallAsync<GetTrajectory>("?from=0&to=100", route: ["t", "one"])).Json.GetProperty("features").EnumerateArray());
        Assert.Equal(("Point", "[13.4,52.5,34.5]", "[5]", "[null]"), (feature.GetProperty("geometry").GetProperty("type").GetString(), Coordinates(feature), Property("times"), Property("speeds")));

        string Property(string name) => feature.GetProperty("properties").GetProperty(name).GetRawText();
    }

    [Fact]
    public async Task A_device_without_positions_has_an_empty_collection()
    {
        var answer = await fixture.CallAsync<GetTrajectory>(route: ["t", "still"]);
        Assert.Equal("""{"type":"FeatureCollection","summary":{"positions":0,"durationMs":0,"distanceMetres":0,"toleranceMetres":0,"gapMs":600000,"stops":0},"features":[]}""", System.Text.Encoding.UTF8.GetString(answer.Bytes));
        Assert.Equal(("t", "still", ApiFixture.Now - 86_400_000, ApiFixture.Now), fixture.History.Asked);
    }

    [Fact]
    public async Task Polylines_are_those_of_their_documentation()
    {
        Add("poly", (0, 38.5, -120.2), (1, 40.7, -120.95), (2, 43.252, -126.453), (50, 10, 10), (57, 10, 10));
        var answer = await fixture.CallAsync<GetTrajectory>("?from=0&to=99999999&format=polyline", route: ["t", "poly"]);
        Assert.Equal("application/json", answer.Response.ContentType);
        Assert.Equal("""
            [{"start":0,"end":120000,"vertices":3,"polylines":["_p~iF~ps|U_ulLnnqC_mqNvxq`@"]},{"start":3000000,"end":3420000,"vertices":2,"polylines":["_c`|@_c`|@??"]}]
            """, answer.Json.GetProperty("lines").GetRawText());
        Assert.Equal("""[{"latitude":10,"longitude":10,"arrival":3000000,"departure":3420000,"durationMs":420000}]""", answer.Json.GetProperty("stops").GetRawText());
    }

    [Fact]
    public async Task What_is_simplified_and_what_a_gap_and_a_stop_are_can_be_said()
    {
        Add("said", (0, 10, 10), (1, 10.00001, 10.001), (2, 10, 10.002), (3, 10, 10.003), (5, 10, 10.003));
        var plain = await Vertices("");
        Assert.Equal("5 0", plain);
        Assert.Equal("2 0", await Vertices("&simplify=1.5"));
        Assert.Equal("4 1 0", await Vertices("&gap=60"));
        Assert.Equal("5 1", await Vertices("&stopTime=120"));
        Assert.Equal("5 1", await Vertices("&stopRadius=1000"));

        async Task<string> Vertices(string query)
        {
            var answer = await fixture.CallAsync<GetTrajectory>("?from=0&to=99999999" + query, route: ["t", "said"]);
            var tracks = answer.Json.GetProperty("features").EnumerateArray().Where(feature => feature.GetProperty("properties").GetProperty("kind").GetString() == "track");
            return $"{string.Join(' ', tracks.Select(feature => feature.GetProperty("properties").GetProperty("times").GetArrayLength()))} {answer.Json.GetProperty("summary").GetProperty("stops")}";
        }
    }

    [Theory]
    [InlineData("?format=kml", "format")]
    [InlineData("?simplify=-1", "simplify")]
    [InlineData("?simplify=NaN", "simplify")]
    [InlineData("?simplify=1e3", "simplify")]
    [InlineData("?gap=0", "gap")]
    [InlineData("?points=9", "points")]
    [InlineData("?points=50001", "points")]
    [InlineData("?stopRadius=0.5", "stopRadius")]
    [InlineData("?stopTime=604801", "stopTime")]
    [InlineData("?from=5&to=4", "from")]
    public async Task A_bad_parameter_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetTrajectory>(query, route: ["t", "bad"]);
        Assert.Equal(400, answer.Status);
        Assert.Equal([parameter], answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private static string Coordinates(JsonElement feature) => feature.GetProperty("geometry").GetProperty("coordinates").GetRawText();

    private void Add(string device, params (int Minute, double Latitude, double Longitude)[] places)
    {
        foreach (var (minute, latitude, longitude) in places)
            fixture.History.Events.Add(Samples.Event(device, minute * Minute, minute) with { Measurements = [new("speed", 50 + minute)], Position = new Position(latitude, longitude) });
    }
}
