using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Search;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class SearchTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Munich = "circle=48.137,11.575,1000";

    [Fact]
    public async Task Pages_hold_every_event_at_the_place_once()
    {
        fixture.Search.Events.Clear();
        for (var i = 0; i < 7; i++) fixture.Search.Events.Add(Samples.Event($"car{i % 3}", 1000 + i, i) with { Position = new Position(48.137, 11.575 + (i == 6 ? 1 : 0)) });
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = await fixture.CallAsync<GetSearch>($"?from=0&to=5000&limit=2&{Munich}{after}");
            seen.AddRange(page.Items(item => item.GetProperty("id").GetString()));
            after = page.Next is null ? null : "&after=" + page.Next;
        }

        Assert.Equal(["e0", "e3", "e1", "e4", "e2", "e5"], seen);
    }

    [Theory]
    [InlineData("circle=48.137,11.575,1000", 48.14, 11.575, true)]
    [InlineData("circle=48.137,11.575,1000", 48.15, 11.575, false)]
    [InlineData("box=-20,178,-15,-178", -17, 179.5, true)]
    [InlineData("box=-20,178,-15,-178", -17, 0, false)]
    [InlineData("polygon=0,0,0,10,10,10", 2, 8, true)]
    [InlineData("polygon=0,0,0,10,10,10", 8, 2, false)]
    public async Task Places_are_circles_boxes_and_polygons(string place, double latitude, double longitude, bool found)
    {
        fixture.Search.Events.Clear();
        fixture.Search.Events.Add(Samples.Event("car", 1000, 1) with { Position = new Position(latitude, longitude) });
        Assert.Equal(found ? 1 : 0, (await fixture.CallAsync<GetSearch>($"?from=0&to=5000&{place}")).Items(_ => "").Length);
    }

    [Fact]
    public async Task An_attribute_leads_to_all_devices_that_have_it()
    {
        fixture.Search.Events.Clear();
        fixture.Search.Events.Add(Samples.Event("a", 1000, 1) with { Attributes = [new("production_batch", "B:42")] });
        fixture.Search.Events.Add(Samples.Event("b", 1000, 2) with { Attributes = [new("production_batch", "B43")] });
        fixture.Search.Events.Add(Samples.Event("c", 1000, 3) with { Attributes = [new("production_batch", "B:42")] });
        var answer = await fixture.CallAsync<GetSearch>("?from=0&to=5000&attribute=production_batch:B:42");
        Assert.Equal(["a", "c"], answer.Items(item => item.GetProperty("device").GetString()));
    }

    [Theory]
    [InlineData("?circle=1,2", "circle")]
    [InlineData("?circle=91,2,3", "circle")]
    [InlineData("?circle=1,2,0", "circle")]
    [InlineData("?circle=1,2,NaN", "circle")]
    [InlineData("?box=1,2,0,3", "box")]
    [InlineData("?polygon=1,2,3,4", "polygon")]
    [InlineData("?polygon=1,2,3,4,5", "polygon")]
    [InlineData("?circle=1,2,3&box=1,2,3,4", "box")]
    [InlineData("?attribute=batch", "attribute")]
    [InlineData("?circle=1,2,3&after=x", "after")]
    public async Task A_bad_parameter_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetSearch>(query);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    [Fact]
    public async Task What_would_read_too_much_is_refused()
    {
        fixture.Search.Failure = new SearchTooLargeException("too much");
        Assert.Equal(422, (await fixture.CallAsync<GetSearch>("?" + Munich)).Status);
    }
}
