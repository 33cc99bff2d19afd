using System.Text.Json;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.History;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class SampledHistoryTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Only_the_measures_asked_for_come_and_only_events_that_have_one()
    {
        Add("measures", ("speed", 1, 10), ("other", 2, 20), ("battery_soc", 3, 30));
        fixture.History.Events.Add(Samples.Event("measures", 4, 4) with { Measurements = [new("other", 1), new("speed", 2)], Status = "driving" });
        var answer = await fixture.CallAsync<GetHistory>("?from=0&to=100&measures=speed,battery_soc", route: ["t", "measures"]);
        Assert.Equal(["""{"speed":10}""", """{"battery_soc":30}""", """{"speed":2}"""], answer.Items(item => item.GetProperty("measurements").GetRawText()));
        Assert.Equal("driving", answer.Json.GetProperty("items")[2].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Pages_of_measures_hold_every_event_once()
    {
        for (var i = 0; i < 20; i++) fixture.History.Events.Add(Samples.Event("measured", i / 3, i) with { Measurements = [new(i % 3 == 0 ? "speed" : "other", i)] });
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = await fixture.CallAsync<GetHistory>($"?from=0&to=100&measures=speed&limit=2{after}", route: ["t", "measured"]);
            Assert.InRange(page.Items(_ => "").Length, 0, 2);
            seen.AddRange(page.Items(item => item.GetProperty("id").GetString()));
            after = page.Next is null ? null : "&after=" + page.Next;
        }

        Assert.Equal(["e0", "e3", "e6", "e9", "e12", "e15", "e18"], seen);
    }

    [Fact]
    public async Task Points_by_triangles_are_measured_points()
    {
        Add("lttb", [.. Enumerable.Range(0, 100).Select(i => ("speed", (long)i, i == 42 ? 99.0 : i % 2))]);
        var speed = Measure(await fixture.CallAsync<GetHistory>("?from=0&to=1000&measures=speed,none&points=5", route: ["t", "lttb"]), "speed");
        Assert.Equal(100, speed.GetProperty("count").GetInt32());
        var points = speed.GetProperty("points").EnumerateArray().Select(point => (point.GetProperty("time").GetInt64(), point.GetProperty("value").GetDouble())).ToList();
        Assert.Equal((5, (0, 0), (99, 1)), (points.Count, points[0], points[^1]));
        Assert.Contains((42, 99), points);
    }

    [Fact]
    public async Task A_measure_that_no_event_has_has_no_points()
    {
        foreach (var method in new[] { "lttb", "minmax" })
        {
            var none = Measure(await fixture.CallAsync<GetHistory>($"?from=0&to=1000&measures=none&points=5&method={method}", route: ["t", "nothing"]), "none");
            Assert.Equal((0, 0), (none.GetProperty("count").GetInt32(), none.GetProperty("points").GetArrayLength()));
        }
    }

    [Fact]
    public async Task Points_by_buckets_say_how_many_and_from_where_to_where()
    {
        Add("minmax", ("speed", 0, 1), ("speed", 200, 3), ("speed", 249, 2), ("speed", 999, 7));
        var answer = await fixture.CallAsync<GetHistory>("?from=0&to=1000&measures=speed&points=4&method=minmax", route: ["t", "minmax"]);
        Assert.Equal(250, answer.Json.GetProperty("bucketMs").GetInt64());
        Assert.Equal("""[{"time":0,"count":3,"min":1,"max":3,"mean":2},{"time":750,"count":1,"min":7,"max":7,"mean":7}]""", Measure(answer, "speed").GetProperty("points").GetRawText());
    }

    [Theory]
    [InlineData("?points=5", "measures")]
    [InlineData("?measures=a&points=2", "points")]
    [InlineData("?measures=a&points=5001", "points")]
    [InlineData("?measures=a,b,c,d,e&points=5000", "points")]
    [InlineData("?measures=a&points=5&method=median", "method")]
    [InlineData("?measures=a&method=lttb", "method")]
    [InlineData("?measures=a&points=5&limit=7", "limit")]
    [InlineData("?measures=a&points=5&after=1_0-0-0-0", "after")]
    [InlineData("?measures=a,,b", "measures")]
    [InlineData("?measures=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", "measures")]
    public async Task A_bad_parameter_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetHistory>(query, route: ["t", "bad"]);
        Assert.Equal(400, answer.Status);
        Assert.Equal([parameter], answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private static JsonElement Measure(Answer answer, string name) => answer.Json.GetProperty("measures").GetProperty(name);

    private void Add(string device, params (string Name, long Time, double Value)[] values)
    {
        foreach (var (name, time, value) in values) fixture.History.Events.Add(Samples.Event(device, time, time) with { Measurements = [new Measurement(name, value)] });
    }
}
