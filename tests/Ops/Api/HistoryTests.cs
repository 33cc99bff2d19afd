using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.History;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class HistoryTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Pages_hold_every_event_once_even_when_many_have_one_time()
    {
        for (var offset = 0; offset < 7; offset++) fixture.History.Events.Add(Samples.Event("pages", 1000 + (offset / 4), offset));
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = await fixture.CallAsync<GetHistory>($"?from=0&to=5000&limit=3{after}", route: ["t", "pages"]);
            seen.AddRange(page.Items(item => item.GetProperty("id").GetString()));
            after = page.Next is null ? null : "&after=" + page.Next;
        }

        Assert.Equal(["e0", "e1", "e2", "e3", "e4", "e5", "e6"], seen);
    }

    [Fact]
    public async Task An_event_is_answered_as_it_is_stored()
    {
        fixture.History.Events.Add(Samples.Event("one", 1000, 5) with { Status = "driving", Position = new Position(52.5, 13.4) });
        var answer = await fixture.CallAsync<GetHistory>("?from=0&to=5000", route: ["t", "one"]);
        var item = answer.Json.GetProperty("items")[0];
        Assert.Equal((25.1, "driving", 52.5), (item.GetProperty("measurements").GetProperty("temperature").GetDouble(), item.GetProperty("status").GetString(), item.GetProperty("position").GetProperty("lat").GetDouble()));
    }

    [Theory]
    [InlineData("?from=2025-11-20T00:00:00Z&to=2025-11-20T00:00:01.5Z", 1_763_596_800_000, 1_763_596_801_500)]
    [InlineData("?from=2025-11-20T01:00:00%2B01:00&to=1763596801500", 1_763_596_800_000, 1_763_596_801_500)]
    [InlineData("?from=2025-11-20T01:00:00+01:00&to=1763596801500", 1_763_596_800_000, 1_763_596_801_500)] // '+' not escaped
    [InlineData("", ApiFixture.Now - 86_400_000, ApiFixture.Now)]
    [InlineData("?from=1", 1, ApiFixture.Now)]
    public async Task Times_are_RFC_3339_or_milliseconds_and_default_to_the_last_day(string query, long from, long to)
    {
        await fixture.CallAsync<GetHistory>(query, route: ["t", "times"]);
        Assert.Equal(("t", "times", from, to), fixture.History.Asked);
    }

    [Theory]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2025-11-20T00:00:00", "from")] // without an offset
    [InlineData("?from=2025-11-20", "from")]
    [InlineData("?from=-5", "from")]
    [InlineData("?to=99999999999999999", "to")]
    [InlineData("?from=5&to=5", "from")]
    [InlineData("?limit=10001", "limit")]
    [InlineData("?after=7", "after")]
    public async Task A_bad_parameter_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<GetHistory>(query, route: ["t", "bad"]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(parameter, out _));
    }
}
