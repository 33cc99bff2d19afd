using ServerlessIot.Ops.Api.Replays;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class ReplayTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_replay_is_asked_for_looked_at_and_ended()
    {
        const string Body = """{"kind":"archive","tenant":"t","device":"d","type":"vehicle","from":"2025-11-19T00:00:00Z","to":1763600000000,"rate":50,"key":"monday"}""";
        var begun = await fixture.CallAsync<StartReplay>(body: Body);
        Assert.Equal((202, "running"), (begun.Status, Text(begun, "state")));
        var id = Text(begun, "id");
        Assert.Equal("/api/replays/" + id, begun.Response.Headers.Location);
        Assert.Equal("""{"kind":"archive","tenant":"t","device":"d","type":"vehicle","from":1763510400000,"to":1763600000000,"rate":50,"key":"monday"}""", begun.Json.GetProperty("request").GetRawText());

        var again = await fixture.CallAsync<StartReplay>(body: Body);
        Assert.Equal((200, id), (again.Status, Text(again, "id")));
        const string Open = """{"kind":"rebuild","what":"alerts","tenant":"t","from":0}""";
        Assert.Equal(Text(await fixture.CallAsync<StartReplay>(body: Open), "id"), Text(await fixture.CallAsync<StartReplay>(body: Open), "id"));
        var other = await fixture.CallAsync<StartReplay>(body: Body.Replace("vehicle", "sensor", StringComparison.Ordinal));
        Assert.Equal((409, "The key monday stands for another replay."), (other.Status, Text(other, "detail")));

        Assert.Equal((200, id), (await fixture.CallAsync<GetReplay>(route: [id]) is var one ? (one.Status, Text(one, "id")) : default));
        Assert.Contains(id, (await fixture.CallAsync<ListReplays>("?state=running")).Items(item => item.GetProperty("id").GetString()));
        Assert.DoesNotContain(id, (await fixture.CallAsync<ListReplays>("?state=done")).Items(item => item.GetProperty("id").GetString()));
        for (var time = 0; time < 2; time++)
        {
            var ended = await fixture.CallAsync<CancelReplay>(route: [id]);
            Assert.Equal((200, "cancelled"), (ended.Status, Text(ended, "state")));
        }
    }

    [Fact]
    public async Task Pages_go_on_behind_each_other()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(Text(await fixture.CallAsync<StartReplay>(body: $$"""{"kind":"rebuild","what":"twins","tenant":"pages","from":0,"key":"{{i}}"}"""), "id"));
        var (seen, next) = (new List<string>(), "");
        do
        {
            var page = await fixture.CallAsync<ListReplays>("?limit=2" + next);
            seen.AddRange(page.Items(item => item.GetProperty("id").GetString()));
            next = page.Next is null ? null : "&after=" + page.Next;
        }
        while (next is not null);
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.Equal(ids.Order(StringComparer.Ordinal), seen.Where(ids.Contains));
        Assert.Equal(400, (await fixture.CallAsync<ListReplays>("?after=x")).Status);
    }

    [Fact]
    public async Task Too_many_at_once_are_refused()
    {
        var limit = new ReplayOptions().MostJobs;
        var begun = new List<string>();
        for (var i = 0; ; i++)
        {
            Assert.InRange(i, 0, limit);
            var answer = await fixture.CallAsync<StartReplay>(body: $$"""{"kind":"quarantine","tenant":"many","key":"{{i}}"}""");
            if (answer.Status == 409)
            {
                Assert.Contains($"{limit} replays are under way", Text(answer, "detail"), StringComparison.Ordinal);
                break;
            }

            begun.Add(Text(answer, "id"));
        }

        foreach (var id in begun) await fixture.CallAsync<CancelReplay>(route: [id]);
    }

    [Fact]
    public async Task What_is_done_cannot_be_ended()
    {
        var id = Text(await fixture.CallAsync<StartReplay>(body: """{"kind":"archive","tenant":"t","from":0,"key":"done"}"""), "id");
        var stored = (await fixture.Archive.DownloadAsync("replays/" + id, default))!;
        var done = System.Text.Encoding.UTF8.GetString(stored.Content.Span).Replace("\"state\":\"running\"", "\"state\":\"done\"", StringComparison.Ordinal);
        Assert.True(await fixture.Archive.TryReplaceAsync("replays/" + id, System.Text.Encoding.UTF8.GetBytes(done), stored.Version, default));
        var answer = await fixture.CallAsync<CancelReplay>(route: [id]);
        Assert.Equal((409, "The replay is done, and cannot be ended any more."), (answer.Status, Text(answer, "detail")));
        Assert.Equal(ReplayStates.Done, Text(await fixture.CallAsync<GetReplay>(route: [id]), "state"));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"tenant":"t","from":0}""", "kind")]
    [InlineData("""{"kind":"log","tenant":"t","from":0}""", "kind")]
    [InlineData("""{"kind":"archive","from":0}""", "tenant")]
    [InlineData("""{"kind":"archive","tenant":"a/b","from":0}""", "tenant")]
    [InlineData("""{"kind":"archive","tenant":5,"from":0}""", "tenant")]
    [InlineData("""{"kind":"archive","tenant":"t"}""", "from")]
    [InlineData("""{"kind":"archive","tenant":"t","from":"yesterday"}""", "from")]
    [InlineData("""{"kind":"archive","tenant":"t","from":5,"to":5}""", "from")]
    [InlineData("""{"kind":"archive","tenant":"t","from":0,"to":[]}""", "to")]
    [InlineData("""{"kind":"archive","tenant":"t","from":0,"rate":0}""", "rate")]
    [InlineData("""{"kind":"archive","tenant":"t","from":0,"rate":10001}""", "rate")]
    [InlineData("""{"kind":"archive","tenant":"t","from":0,"rate":1.5}""", "rate")]
    [InlineData("""{"kind":"archive","tenant":"t","from":0,"device":""}""", "device")]
    [InlineData("""{"kind":"archive","tenant":"t","from":0,"what":"twins"}""", "what")]
    [InlineData("""{"kind":"rebuild","tenant":"t","from":0}""", "what")]
    [InlineData("""{"kind":"rebuild","tenant":"t","from":0,"what":"twins","reason":"x"}""", "reason")]
    [InlineData("""{"kind":"quarantine","tenant":"t","reason":"a\nb"}""", "reason")]
    public async Task A_body_that_is_wrong_is_refused_with_the_member_that_is(string body, string member)
    {
        var answer = await fixture.CallAsync<StartReplay>(body: body);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(member, out _), answer.Json.GetRawText());
    }

    [Fact]
    public async Task A_body_that_is_not_called_JSON_or_is_too_long_is_refused()
    {
        Assert.Equal(415, (await fixture.CallAsync<StartReplay>()).Status);
        Assert.Equal(400, (await fixture.CallAsync<StartReplay>(body: new string(' ', 20_000))).Status);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("../journals/store/000/head0000000")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task What_is_no_job_is_not_found(string id)
    {
        Assert.Equal(404, (await fixture.CallAsync<GetReplay>(route: [id])).Status);
        Assert.Equal(404, (await fixture.CallAsync<CancelReplay>(route: [id])).Status);
    }

    private static string Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString()!;
}
