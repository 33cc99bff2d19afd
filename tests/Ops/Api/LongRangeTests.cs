using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Ops.Api.Trajectory;
using ServerlessIot.Ops.Tests.Doubles;
using Xunit.Abstractions;

namespace ServerlessIot.Ops.Tests.Api;

/// <summary>Ten years of one vehicle in one question: the answer is bounded, and so is what is held. Alone, since what others hold would count too.</summary>
[Collection(nameof(LongRangeTests))]
[CollectionDefinition(nameof(LongRangeTests), DisableParallelization = true)]
public sealed class LongRangeTests(ITestOutputHelper output)
{
    private const int Events = 1_000_000;
    private const long MostHeld = 16L << 20;
    private const string TenYears = "?from=1448000000000&to=1763600000000";
    private static readonly Caller Caller = new(ApiRole.Reader, TenantScope.All, null);
    private readonly EndlessHistory history = new(Events, Drive);
    private readonly SetClock clock = new();
    private readonly long before = GC.GetTotalMemory(forceFullCollection: true);

    [Theory]
    [InlineData("lttb")]
    [InlineData("minmax")]
    public async Task A_down_sampled_history(string method)
    {
        var answer = await AskAsync(request => new HistoryHandler(history, clock).GetAsync(Caller, request, "t", "car", default), $"{TenYears}&measures=speed,odometer&points=1000&method={method}");
        foreach (var name in new[] { "speed", "odometer" })
        {
            var measure = answer.GetProperty("measures").GetProperty(name);
            Assert.Equal((Events, 1000), (measure.GetProperty("count").GetInt64(), measure.GetProperty("points").GetArrayLength()));
        }

        AssertBounded($"history as 1000 points by {method}");
    }

    [Fact]
    public async Task A_trajectory()
    {
        var answer = await AskAsync(request => new TrajectoryHandler(history, clock).GetAsync(Caller, request, "t", "car", default), TenYears + "&points=2000");
        var vertices = answer.GetProperty("features").EnumerateArray().Where(feature => feature.GetProperty("properties").GetProperty("kind").GetString() == "track")
            .Sum(feature => feature.GetProperty("geometry").GetProperty("coordinates").GetArrayLength());
        Assert.InRange(vertices, 2, 2000);
        Assert.Equal(Events, answer.GetProperty("summary").GetProperty("positions").GetInt64());
        Assert.True(answer.GetProperty("summary").GetProperty("toleranceMetres").GetDouble() > 0);
        AssertBounded("trajectory of 2000 vertices");
    }

    [Fact]
    public async Task Statistics()
    {
        var answer = await AskAsync(request => new StatisticsHandler(history, new NoDocuments(), clock).GetAsync(Caller, request, "t", "car", default), TenYears);
        var device = answer.GetProperty("device");
        Assert.Equal(Events, device.GetProperty("messages").GetInt64());
        Assert.Equal(Events, device.GetProperty("measures").GetProperty("odometer").GetProperty("count").GetInt64());
        Assert.Equal((Events - 1) * 0.2, device.GetProperty("vehicle").GetProperty("mileage").GetProperty("km").GetDouble(), 0.001);
        AssertBounded("statistics");
    }

    [Fact]
    public async Task A_page_of_a_measure_that_hardly_occurs_looks_at_a_part_and_goes_on()
    {
        var answer = await AskAsync(request => new HistoryHandler(history, clock).GetAsync(Caller, request, "t", "car", default), TenYears + "&measures=never");
        Assert.Equal(0, answer.GetProperty("items").GetArrayLength());
        Assert.InRange(history.Given, 1000, 250_000);
        Assert.EndsWith($"_0-0-{history.Given - 2}-0", answer.GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    // Circles that move on, with a stop now and then.
    private static DeviceEvent Drive(int i, long time) => new()
    {
        Id = "e",
        Tenant = "t",
        Device = "car",
        Type = "vehicle",
        Time = time,
        Arrived = time,
        Measurements = [new("speed", i * 7919L % 140), new("odometer", i * 0.2), new("battery_soc", 100 - (i / 100 % 90))],
        Position = i / 1000 % 10 == 0 ? new(48, 11) : new(48 + (Math.Sin(i / 700.0) / 10) + (i * 1e-7), 11 + (Math.Cos(i / 700.0) / 10)),
        Status = i / 500 % 7 == 0 ? "charging" : "driving",
        Attributes = [new(EventProfiles.Attribute, EventProfiles.Vehicle)],
        Origin = new Origin(0, 0, i, 0),
    };

    private static async Task<JsonElement> AskAsync(Func<HttpRequest, Task<IActionResult>> handle, string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        using var written = new MemoryStream();
        context.Response.Body = written;
        await (await handle(context.Request)).ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
        Assert.Equal(200, context.Response.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(written.ToArray());
    }

    private void AssertBounded(string name)
    {
        Assert.Equal(Events, history.Given);
        var held = Math.Max(0, history.Largest - before);
        output.WriteLine($"figures: {name}: {Events} events read, {held >> 10} KiB held at most");
        Assert.InRange(held, 0, MostHeld);
    }
}
