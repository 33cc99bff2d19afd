using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class AlertTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Eva = "{\"by\":\"eva\"}";

    [Fact]
    public async Task Alerts_of_a_state_are_listed_page_by_page()
    {
        foreach (var (id, state) in new[] { ("l1", AlertStates.Cleared), ("l2", AlertStates.Acknowledged), ("l3", AlertStates.Cleared) }) await WriteAsync("list", id, state);
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = await fixture.CallAsync<ListAlerts>($"?state=cleared&limit=1{after}");
            seen.AddRange(page.Items(Id));
            after = page.Next is null ? null : "&after=" + page.Next;
        }

        // Other tests of this class leave alerts of other devices.
        Assert.Equal(["l1", "l3"], seen.Where(id => id.StartsWith('l')));
    }

    [Fact]
    public async Task An_alert_is_acknowledged_then_cleared_by_somebody()
    {
        await WriteAsync("life", "a");
        var acknowledged = await fixture.CallAsync<AcknowledgeAlert>(body: Eva, route: ["t", "life", "a"]);
        Assert.Equal((200, "acknowledged", "eva"), (acknowledged.Status, State(acknowledged), acknowledged.Json.GetProperty("by").GetString()));
        var cleared = await fixture.CallAsync<ClearAlert>(body: "{\"by\":\"ann\"}", route: ["t", "life", "a"]);
        Assert.Equal((200, "cleared"), (cleared.Status, State(cleared)));
        var read = await fixture.CallAsync<GetAlert>(route: ["t", "life", "a"]);
        Assert.Equal(("cleared", "ann", ApiFixture.Now), (State(read), read.Json.GetProperty("by").GetString(), read.Json.GetProperty("changed").GetInt64()));
    }

    [Fact]
    public async Task A_cleared_alert_is_reopened_once_however_often_that_is_asked()
    {
        await WriteAsync("reopen", "a");
        await fixture.CallAsync<ClearAlert>(body: Eva, route: ["t", "reopen", "a"]);
        for (var i = 0; i < 2; i++)
        {
            var answer = await fixture.CallAsync<ReopenAlert>(body: Eva, route: ["t", "reopen", "a"]);
            Assert.Equal((200, "open", false), (answer.Status, State(answer), answer.Json.TryGetProperty("by", out _)));
        }

        Assert.Equal(409, (await fixture.CallAsync<ReopenAlert>(body: "{\"by\":\"ann\"}", route: ["t", "reopen", "a"])).Status);
    }

    [Fact]
    public async Task What_its_state_does_not_allow_is_a_conflict_with_the_reason()
    {
        await WriteAsync("conflict", "a", AlertStates.Cleared);
        var answer = await fixture.CallAsync<AcknowledgeAlert>(body: Eva, route: ["t", "conflict", "a"]);
        Assert.Equal((409, "application/problem+json"), (answer.Status, answer.Response.ContentType));
        Assert.Contains("cannot become acknowledged", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_request_is_answered_as_the_first_one()
    {
        await WriteAsync("repeat", "a");
        await fixture.CallAsync<AcknowledgeAlert>(body: Eva, route: ["t", "repeat", "a"]);
        Assert.Equal(200, (await fixture.CallAsync<AcknowledgeAlert>(body: Eva, route: ["t", "repeat", "a"])).Status);
    }

    [Fact]
    public async Task Two_people_at_once_have_one_winner()
    {
        await WriteAsync("race", "a");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => fixture.CallAsync<AcknowledgeAlert>(body: $"{{\"by\":\"p{i}\"}}", route: ["t", "race", "a"])));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(7, answers.Count(answer => answer.Status == 409));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"by\":\"\"}")]
    [InlineData("{\"by\":7}")]
    [InlineData("{\"by\":\"a\\nb\"}")]
    public async Task A_body_that_does_not_say_who_is_a_bad_request(string body)
    {
        await WriteAsync("body", "a");
        var answer = await fixture.CallAsync<ClearAlert>(body: body, route: ["t", "body", "a"]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty("by", out _));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_bad_request() =>
        Assert.Equal(400, (await fixture.CallAsync<ClearAlert>(body: $"{{\"by\":\"{new string('x', 5000)}\"}}", route: ["t", "body", "a"])).Status);

    [Fact]
    public async Task A_form_of_another_site_cannot_act() =>
        Assert.Equal(415, (await fixture.CallAsync<ClearAlert>(body: Eva, change: AsText, route: ["t", "d", "a"])).Status);

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        Assert.Equal(404, (await fixture.CallAsync<GetAlert>(route: ["t", "nobody", "a"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<ClearAlert>(body: Eva, route: ["t", "nobody", "a"])).Status);
    }

    [Fact]
    public async Task The_alerts_that_the_alert_of_a_storm_stands_for_are_listed_page_by_page()
    {
        foreach (var (id, state, parent) in new[] { ("p1", AlertStates.Open, "storm-1"), ("p2", AlertStates.Cleared, "storm-1"), ("p3", AlertStates.Open, "storm-2"), ("p4", AlertStates.Open, null), ("p5", AlertStates.Open, "storm-1") })
            await fixture.Documents.TryWriteAsync(Containers.Alerts, "t/storm-children", id, Samples.Alert("t", "storm-children", id, state) with { Parent = parent }, null, default);
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = await fixture.CallAsync<ListAlerts>($"?parent=storm-1&limit=2{after}");
            seen.AddRange(page.Items(Id));
            after = page.Next is null ? null : "&after=" + page.Next;
        }

        Assert.Equal(["p1", "p2", "p5"], seen);
        Assert.Equal(["p1", "p5"], (await fixture.CallAsync<ListAlerts>("?parent=storm-1&state=open")).Items(Id));
        Assert.Empty((await fixture.CallAsync<ListAlerts>("?parent=storm-3")).Items(Id));
    }

    [Fact]
    public async Task A_parent_that_no_alert_can_be_is_a_bad_request() => Assert.Equal(400, (await fixture.CallAsync<ListAlerts>("?parent=" + new string('a', 129))).Status);

    [Fact]
    public async Task A_state_that_is_none_is_a_bad_request() => Assert.Equal(400, (await fixture.CallAsync<ListAlerts>("?state=closed")).Status);

    private static void AsText(HttpRequest request) => request.ContentType = "text/plain";

    private static string? Id(System.Text.Json.JsonElement item) => item.GetProperty("alert").GetProperty("alertId").GetString();

    private static string? State(Answer answer) => answer.Json.GetProperty("state").GetString();

    private async Task WriteAsync(string device, string id, string state = AlertStates.Open) =>
        await fixture.Documents.TryWriteAsync(Containers.Alerts, $"t/{device}", id, Samples.Alert("t", device, id, state), null, default);
}
