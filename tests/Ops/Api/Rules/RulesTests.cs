using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Ops.Api.Rules;

namespace ServerlessIot.Ops.Tests.Api.Rules;

public sealed class RulesTests : IAsyncLifetime
{
    private readonly ApiFixture fixture = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Before_anything_is_published_the_shipped_rules_are_shown()
    {
        var answer = await fixture.CallAsync<GetRules>();
        Assert.Equal((200, $"\"0-{RuleSet.Default.Hash}\""), (answer.Status, answer.Response.Headers.ETag.ToString()));
        Assert.Equal(RuleFile.DefaultFile().ToArray(), answer.Bytes);
    }

    [Fact]
    public async Task What_is_published_is_told_to_every_partition_at_once()
    {
        const string File = """{"version":3,"rules":[{"id":"hot","kind":"threshold","measure":"temperature","above":50,"severity":4}]}""";
        var answer = await fixture.CallAsync<PutRules>("", File);
        Assert.Equal((200, 3), (answer.Status, answer.Json.GetProperty("version").GetInt32()));
        var ticks = fixture.Log.Written.Where(record => record.Headers.Any(header => header.Name == LogHeaders.Rules)).ToList();
        Assert.Equal([0, 1], ticks.Select(record => record.Partition));
        var hash = answer.Json.GetProperty("hash").GetString();
        Assert.All(ticks, tick => Assert.Equal($"3 {hash}", Encoding.UTF8.GetString(tick.Headers.Single(header => header.Name == LogHeaders.Rules).Value.Span)));
        Assert.Equal(File, Encoding.UTF8.GetString((await fixture.CallAsync<GetRules>()).Bytes));
        Assert.Equal(409, (await fixture.CallAsync<PutRules>("", File.Replace("50", "51", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task A_group_that_nobody_has_is_pointed_out()
    {
        const string File = """{"version":1,"rules":[{"id":"hot","kind":"threshold","measure":"temperature","above":50,"severity":4,"scope":{"tenants":"t","groups":"pumps"}}]}""";
        var answer = await fixture.CallAsync<PutRules>("", File);
        Assert.Contains("'hot'", answer.Json.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        await fixture.CallAsync<PutGroup>("", """{"filter":{"type":"pump"}}""", null, "t", "pumps");
        Assert.False((await fixture.CallAsync<PutRules>("", File.Replace("1,", "2,", StringComparison.Ordinal))).Json.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task A_fault_is_answered_with_line_and_reason_and_nothing_changes()
    {
        var answer = await fixture.CallAsync<PutRules>("", "{\n  \"version\": 1,\n  \"rules\": [\n    {\"id\":\"hot\",\"kind\":\"threshold\",\"measure\":\"t\",\"abov\":50,\"below\":1,\"severity\":4}\n  ]\n}");
        Assert.Equal((400, "urn:serverlessiot:problem:rules"), (answer.Status, answer.Json.GetProperty("type").GetString()));
        Assert.StartsWith("Line 4: rules[0] has no member 'abov'", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(fixture.Log.Written);
        Assert.Equal(RuleFile.DefaultFile().ToArray(), (await fixture.CallAsync<GetRules>()).Bytes);
    }

    [Fact]
    public async Task A_file_beyond_the_bound_is_not_read()
    {
        Assert.Equal(413, (await fixture.CallAsync<PutRules>("", new string(' ', RuleSet.MostBytes + 1))).Status);
        Assert.Equal(415, (await fixture.CallAsync<PutRules>("", "{}", request => request.ContentType = "text/plain")).Status);
    }

    [Fact]
    public async Task The_schema_is_there()
    {
        var answer = await fixture.CallAsync<GetRulesSchema>();
        Assert.Equal((200, "application/schema+json"), (answer.Status, answer.Response.ContentType));
        Assert.Equal(RuleFile.Schema().ToArray(), answer.Bytes);
    }
}
