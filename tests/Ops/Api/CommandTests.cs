using System.Text.Json;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class CommandTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_command_is_sent_looked_at_and_ended_by_its_reply()
    {
        var sent = await fixture.CallAsync<SendCommand>(body: """{"command":"set-speed","payload":{"speed":3},"timeoutSeconds":10,"expiresInSeconds":60,"priority":"high"}""", route: ["t", "pump 1"]);
        Assert.Equal((202, "queued", true), (sent.Status, Text(sent, "state"), sent.Json.GetProperty("told").GetBoolean()));
        var command = sent.Json.GetProperty("command");
        var id = command.GetProperty("id").GetString()!;
        Assert.Equal($"/api/devices/t/pump%201/commands/{id}", sent.Response.Headers.Location);
        Assert.Equal((ApiFixture.Now, 60_000L, 10_000L), (command.GetProperty("issued").GetInt64(), command.GetProperty("expires").GetInt64() - ApiFixture.Now, command.GetProperty("timeout").GetInt64()));
        var record = fixture.Log.Written.Single(written => written.Headers.Any(header => header.Name == LogHeaders.Correlation && header.Text == id));
        Assert.Equal(("device.commands", "t/pump 1"), (record.Topic, System.Text.Encoding.UTF8.GetString(record.Key.Span)));
        Assert.Equal(command.GetRawText(), JsonSerializer.Deserialize<JsonElement>(record.Value.Span).GetRawText());

        var stored = (await fixture.Documents.ReadAsync<CommandDocument>(Containers.Commands, "t/pump 1", id, default))!;
        var ended = CommandLifecycle.Replied(stored.Body, new CommandReply(CommandStates.Failed, ApiFixture.Now + 5, JsonSerializer.Deserialize<JsonElement>("[1]"), "no"))!;
        await fixture.Documents.TryWriteAsync(Containers.Commands, "t/pump 1", id, ended, stored.Version, default);
        var got = await fixture.CallAsync<GetCommand>(route: ["t", "pump 1", id]);
        Assert.Equal((200, "failed", """{"state":"failed","time":1763600000005,"result":[1],"message":"no"}"""), (got.Status, Text(got, "state"), got.Json.GetProperty("reply").GetRawText()));
        Assert.False(got.Json.TryGetProperty("due", out _));
    }

    [Fact]
    public async Task A_key_stands_for_one_command()
    {
        const string Body = """{"command":"restart","key":"monday"}""";
        var first = await fixture.CallAsync<SendCommand>(body: Body, route: ["t", "keyed"]);
        var again = await fixture.CallAsync<SendCommand>(body: Body, route: ["t", "keyed"]);
        Assert.Equal((202, 200), (first.Status, again.Status));
        Assert.Equal(Id(first), Id(again));
        Assert.Equal(409, (await fixture.CallAsync<SendCommand>(body: Body.Replace("restart", "stop", StringComparison.Ordinal), route: ["t", "keyed"])).Status);
        var elsewhere = await fixture.CallAsync<SendCommand>(body: Body, route: ["u", "keyed"]);
        Assert.Equal(202, elsewhere.Status);
        Assert.NotEqual(Id(first), Id(elsewhere));
        Assert.Single(fixture.Log.Written, written => System.Text.Encoding.UTF8.GetString(written.Key.Span) == "t/keyed");
    }

    [Fact]
    public async Task Only_so_many_of_a_device_are_open()
    {
        for (var i = 0; i < ApiFixture.MostOpen; i++) Assert.Equal(202, (await fixture.CallAsync<SendCommand>(body: """{"command":"x"}""", route: ["t", "full"])).Status);
        var answer = await fixture.CallAsync<SendCommand>(body: """{"command":"x"}""", route: ["t", "full"]);
        Assert.Equal((429, "urn:serverlessiot:problem:too-many"), (answer.Status, Text(answer, "type")));
        Assert.Equal(202, (await fixture.CallAsync<SendCommand>(body: """{"command":"x"}""", route: ["t", "full2"])).Status);
    }

    [Fact]
    public async Task Pages_go_on_behind_each_other_and_states_are_picked()
    {
        List<string> ids = [];
        for (var i = 0; i < 5; i++)
        {
            ids.Add(Id(await fixture.CallAsync<SendCommand>(body: """{"command":"x"}""", route: ["t", "pages"])));
            if (i % 2 == 0) await EndAsync("t/pages", ids[^1]);
        }

        foreach (var (query, expected) in new[] { ("limit=2", ids), ("limit=1&state=queued", [ids[1], ids[3]]), ("limit=2&state=succeeded", [ids[0], ids[2], ids[4]]), ("state=expired", (List<string>)[]) })
        {
            var (seen, next) = (new List<string>(), "");
            do
            {
                var page = await fixture.CallAsync<ListCommands>($"?{query}{next}", route: ["t", "pages"]);
                Assert.Equal(200, page.Status);
                seen.AddRange(page.Items(item => item.GetProperty("command").GetProperty("id").GetString()));
                next = page.Next is null ? null : "&after=" + page.Next;
            }
            while (next is not null);
            Assert.Equal(expected.Order(StringComparer.Ordinal), seen);
        }

        Assert.Equal(400, (await fixture.CallAsync<ListCommands>("?after=x/y", route: ["t", "pages"])).Status);
        Assert.Equal(400, (await fixture.CallAsync<ListCommands>("?state=new", route: ["t", "pages"])).Status);
    }

    [Theory]
    [InlineData("{}", "command")]
    [InlineData("""{"command":"a b"}""", "command")]
    [InlineData("""{"command":7}""", "command")]
    [InlineData("""{"command":"x","timeoutSeconds":0}""", "timeoutSeconds")]
    [InlineData("""{"command":"x","timeoutSeconds":3601}""", "timeoutSeconds")]
    [InlineData("""{"command":"x","timeoutSeconds":1.5}""", "timeoutSeconds")]
    [InlineData("""{"command":"x","expiresInSeconds":86401}""", "expiresInSeconds")]
    [InlineData("""{"command":"x","expiresInSeconds":"60"}""", "expiresInSeconds")]
    [InlineData("""{"command":"x","priority":"urgent"}""", "priority")]
    [InlineData("""{"command":"x","priority":1}""", "priority")]
    [InlineData("""{"command":"x","key":""}""", "key")]
    [InlineData("""{"command":"x","key":5}""", "key")]
    [InlineData("""{"command":"x","payloads":{}}""", "payloads")]
    [InlineData("""{"command":"x","payload":1e999}""", "body")]
    [InlineData("""{"command":"x","payload":"\ud800"}""", "body")]
    [InlineData("""{"command":"x","command":"y"}""", "body")]
    [InlineData("""{"command":"x\ud800"}""", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("", "body")]
    public async Task What_is_wrong_is_said(string body, string parameter)
    {
        var answer = await fixture.CallAsync<SendCommand>(body: body, route: ["t", "d"]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(parameter, out _), answer.Json.GetRawText());
    }

    [Fact]
    public async Task Bounds_are_kept()
    {
        Assert.Equal(202, (await fixture.CallAsync<SendCommand>(body: Of(CommandLimits.PayloadBytes - 2), route: ["t", "large"])).Status);
        Assert.Equal(400, (await fixture.CallAsync<SendCommand>(body: Of(CommandLimits.PayloadBytes - 1), route: ["t", "large"])).Status);
        Assert.Equal(400, (await fixture.CallAsync<SendCommand>(body: Of(1_000_000), route: ["t", "large"])).Status);

        static string Of(int length) => $$"""{"command":"x","payload":"{{new string('x', length)}}"}""";
    }

    [Fact]
    public async Task Text_is_no_command() =>
        Assert.Equal(415, (await fixture.CallAsync<SendCommand>(body: """{"command":"x"}""", change: request => request.ContentType = "text/plain", route: ["t", "d"])).Status);

    [Fact]
    public async Task A_log_that_is_away_delays_a_command_and_loses_none()
    {
        fixture.Log.Down = true;
        Answer answer;
        try
        {
            answer = await fixture.CallAsync<SendCommand>(body: """{"command":"x"}""", route: ["t", "later"]);
        }
        finally
        {
            fixture.Log.Down = false;
        }

        Assert.Equal((202, "queued", false), (answer.Status, Text(answer, "state"), answer.Json.GetProperty("told").GetBoolean()));
        Assert.DoesNotContain(fixture.Log.Written, written => System.Text.Encoding.UTF8.GetString(written.Key.Span) == "t/later");
    }

    [Theory]
    [InlineData("t", "d", "none")]
    [InlineData("t", "d", "a/b")]
    [InlineData("t", "nobody", "1")]
    public async Task What_is_not_there_is_404(string tenant, string device, string id) =>
        Assert.Equal(404, (await fixture.CallAsync<GetCommand>(route: [tenant, device, id])).Status);

    private static string Text(Answer answer, string name) => answer.Json.GetProperty(name).GetString()!;

    private static string Id(Answer answer) => answer.Json.GetProperty("command").GetProperty("id").GetString()!;

    private async Task EndAsync(string partition, string id)
    {
        var stored = (await fixture.Documents.ReadAsync<CommandDocument>(Containers.Commands, partition, id, default))!;
        var ended = CommandLifecycle.Replied(stored.Body, new CommandReply(CommandStates.Succeeded, ApiFixture.Now, null, null))!;
        Assert.NotNull(await fixture.Documents.TryWriteAsync(Containers.Commands, partition, id, ended, stored.Version, default));
    }
}
