using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api.Registry;

public sealed class RegistrationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Blob = "registry/out-of-service.json";
    private const string Meter = """{"type":"meter","protocol":"mqtt","location":{"latitude":52.5,"longitude":13.4,"text":"roof"},"firmware":"1.2.0","model":"M1","tags":{"site":"north"}}""";

    [Fact]
    public async Task A_device_is_registered_read_changed_and_deleted()
    {
        var created = await PutAsync("one", Meter);
        Assert.Equal(201, created.Status);
        Assert.Equal(("meter", true, "never-seen", ApiFixture.Now), (Text(created, "type"), created.Json.GetProperty("enabled").GetBoolean(), Text(created, "presence"), created.Json.GetProperty("registeredAt").GetInt64()));
        var read = await fixture.CallAsync<GetRegistration>(route: ["t", "one"]);
        Assert.Equal((200, created.Response.Headers.ETag.ToString()), (read.Status, read.Response.Headers.ETag.ToString()));
        Assert.Equal(created.Bytes, read.Bytes);
        Assert.Equal(13.4, read.Json.GetProperty("location").GetProperty("longitude").GetDouble());
        Assert.Equal("north", read.Json.GetProperty("tags").GetProperty("site").GetString());
        var changed = await PutAsync("one", """{"type":"meter","enabled":false}""");
        Assert.Equal((200, false), (changed.Status, changed.Json.GetProperty("enabled").GetBoolean()));
        Assert.False(changed.Json.TryGetProperty("firmware", out _));
        Assert.Equal(200, (await fixture.CallAsync<DeleteRegistration>(route: ["t", "one"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetRegistration>(route: ["t", "one"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<DeleteRegistration>(route: ["t", "one"])).Status);
    }

    [Fact]
    public async Task The_same_again_writes_nothing_and_a_device_out_of_service_stays_so()
    {
        var first = await PutAsync("same", Meter);
        var second = await PutAsync("same", Meter);
        Assert.Equal((200, first.Response.Headers.ETag.ToString()), (second.Status, second.Response.Headers.ETag.ToString()));
        await PutAsync("same", Meter[..^1] + ",\"enabled\":false}");
        Assert.False((await PutAsync("same", Meter)).Json.GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Who_is_out_of_service_is_published_with_the_answer_and_again_when_it_is_asked_for_again()
    {
        await PutAsync("service", Meter);
        Assert.False((await ListAsync()).Holds("t", "service"));
        await PutAsync("service", """{"type":"meter","enabled":false}""");
        Assert.True((await ListAsync()).Holds("t", "service"));
        fixture.Blobs.Down = true;
        Assert.Equal(503, (await PutAsync("service", """{"type":"meter","enabled":true}""")).Status);
        fixture.Blobs.Down = false;
        // It is stored, and whoever asks again, also for another version, has it told.
        Assert.Equal(412, (await PutAsync("service", Meter, request => request.Headers.IfMatch = "\"other\"")).Status);
        Assert.False((await ListAsync()).Holds("t", "service"));
        await PutAsync("service", """{"type":"meter","enabled":false}""");
        fixture.Blobs.Down = true;
        Assert.Equal(503, (await fixture.CallAsync<DeleteRegistration>(route: ["t", "service"])).Status);
        fixture.Blobs.Down = false;
        Assert.True((await ListAsync()).Holds("t", "service"));
        Assert.Equal(201, (await PutAsync("service", Meter)).Status);
        Assert.False((await ListAsync()).Holds("t", "service"));
        await PutAsync("service", """{"type":"meter","enabled":false}""");
        Assert.Equal(200, (await fixture.CallAsync<DeleteRegistration>(route: ["t", "service"])).Status);
        Assert.False((await ListAsync()).Holds("t", "service"));
    }

    [Fact]
    public async Task More_devices_out_of_service_than_bridges_can_know_are_a_conflict()
    {
        var before = await fixture.Blobs.DownloadAsync(Blob, default);
        var full = OutOfServiceList.Empty.With(Enumerable.Range(0, OutOfServiceList.MostDevices).Select(i => new ServiceState("full", $"d{i}", true, 1)), 0, []);
        await fixture.Blobs.TryReplaceAsync(Blob, full.ToBytes(), before?.Version, default);
        var answer = await PutAsync("full", """{"type":"meter","enabled":false}""");
        Assert.Equal(409, answer.Status);
        Assert.Contains("100000", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await PutAsync("full", """{"type":"meter","enabled":true}""")).Status);
        await fixture.Blobs.TryReplaceAsync(Blob, OutOfServiceList.Empty.ToBytes(), (await fixture.Blobs.DownloadAsync(Blob, default))!.Version, default);
    }

    [Fact]
    public async Task Only_the_version_that_the_caller_knows_is_changed()
    {
        Assert.Equal(412, (await PutAsync("version", Meter, request => request.Headers.IfMatch = "*")).Status);
        var first = await PutAsync("version", Meter, request => request.Headers.IfNoneMatch = "*");
        Assert.Equal(201, first.Status);
        Assert.Equal(412, (await PutAsync("version", Meter, request => request.Headers.IfNoneMatch = "*")).Status);
        var known = first.Response.Headers.ETag.ToString();
        var second = await PutAsync("version", """{"type":"pump"}""", request => request.Headers.IfMatch = known);
        Assert.Equal(200, second.Status);
        Assert.Equal(412, (await PutAsync("version", Meter, request => request.Headers.IfMatch = known)).Status);
        Assert.Equal(412, (await DeleteAsync(known)).Status);
        Assert.Equal("pump", Text(await fixture.CallAsync<GetRegistration>(route: ["t", "version"]), "type"));
        Assert.Equal(200, (await DeleteAsync($"\"other\", {second.Response.Headers.ETag}")).Status);
        Assert.Equal(412, (await DeleteAsync("*")).Status);

        Task<Answer> DeleteAsync(string version) => fixture.CallAsync<DeleteRegistration>(change: request => request.Headers.IfMatch = version, route: ["t", "version"]);
    }

    [Fact]
    public async Task Of_many_who_register_at_once_one_creates_and_none_is_lost()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => PutAsync("race", $$"""{"type":"type-{{i}}"}""")));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201));
        var last = await fixture.CallAsync<GetRegistration>(route: ["t", "race"]);
        Assert.Contains(answers, answer => answer.Response.Headers.ETag.ToString() == last.Response.Headers.ETag.ToString() && Text(answer, "type") == Text(last, "type"));
    }

    [Fact]
    public async Task What_was_heard_of_it_stands_beside_what_was_said()
    {
        await PutAsync("heard", Meter);
        await fixture.Documents.TryWriteAsync(Containers.Twins, "t/heard", "twin", Samples.Twin("t", "heard") with { Online = false, Status = "standby", LastSeen = 77 }, null, default);
        var answer = await fixture.CallAsync<GetRegistration>(route: ["t", "heard"]);
        Assert.Equal(("offline", "standby", 77), (Text(answer, "presence"), Text(answer, "status"), answer.Json.GetProperty("lastSeen").GetInt64()));
    }

    [Fact]
    public async Task What_is_registered_is_told_in_the_order_of_its_revisions()
    {
        var other = await PutAsync("told", Meter);
        await PutAsync("told", """{"type":"pump"}""");
        await fixture.CallAsync<DeleteRegistration>(route: ["t", "told"]);
        await fixture.CallAsync<DeleteRegistration>(route: ["t", "told"]);
        await PutAsync("told", Meter);
        Assert.Equal(201, other.Status);
        Assert.Equal(["meter", "pump", null, null, "meter"], Told("told").Select(record => record.Said.Facts?.Type));
        Assert.Equal("north", Told("told")[0].Said.Facts!.Tags!["site"]);
        Assert.Equal(Told("told").Select(record => record.Said.Revision).Order(), Told("told").Select(record => record.Said.Revision));
        // The second deletion finds nothing, and tells once more what the first one may not have told: readers know it by its id.
        Assert.Equal(4, Told("told").Select(record => record.Said.Revision).Distinct().Count());
        Assert.Equal(4, Told("told").Select(record => record.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_the_log_does_not_take_is_told_when_it_is_sent_again()
    {
        fixture.Log.Down = true;
        try
        {
            Assert.Equal(503, (await PutAsync("untold", Meter)).Status);
        }
        finally
        {
            fixture.Log.Down = false;
        }

        Assert.Empty(Told("untold"));
        Assert.Equal(200, (await PutAsync("untold", Meter)).Status);
        Assert.Equal("meter", Assert.Single(Told("untold")).Said.Facts!.Type);
    }

    [Fact]
    public async Task What_was_asked_for_under_a_version_is_told_too_when_it_is_sent_again()
    {
        var first = (await PutAsync("condition", Meter)).Response.Headers.ETag.ToString();
        fixture.Log.Down = true;
        try
        {
            Assert.Equal(503, (await PutAsync("condition", """{"type":"pump"}""", request => request.Headers.IfMatch = first)).Status);
        }
        finally
        {
            fixture.Log.Down = false;
        }

        Assert.Equal(412, (await PutAsync("condition", """{"type":"pump"}""", request => request.Headers.IfMatch = first)).Status);
        Assert.Equal("pump", Told("condition")[^1].Said.Facts!.Type);
    }

    [Fact]
    public async Task Of_many_who_register_at_once_the_highest_revision_told_is_what_is_stored()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => PutAsync("many", $$"""{"type":"type-{{i}}"}""")));
        Assert.Equal(Text(await fixture.CallAsync<GetRegistration>(route: ["t", "many"]), "type"), Told("many").MaxBy(record => record.Said.Revision).Said.Facts!.Type);
    }

    [Theory]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":7}""", "type")]
    [InlineData("""{"type":"x","typ":"y"}""", "typ")]
    [InlineData("""{"type":"x","type":"y"}""", "body")]
    [InlineData("""{"type":"x","device":"another"}""", "device")]
    [InlineData("""{"type":"x","tenant":"another"}""", "tenant")]
    [InlineData("""{"type":"x","enabled":"yes"}""", "enabled")]
    [InlineData("""{"type":"x","location":"roof"}""", "location")]
    [InlineData("""{"type":"x","location":{"latitude":1}}""", "location")]
    [InlineData("""{"type":"x","location":{"latitude":91,"longitude":1}}""", "latitude")]
    [InlineData("""{"type":"x","location":{"latitude":1e999,"longitude":1}}""", "latitude")]
    [InlineData("""{"type":"x","location":{"place":1}}""", "place")]
    [InlineData("""{"type":"x","tags":{"a":1}}""", "tags")]
    [InlineData("""{"type":"x","tags":["a"]}""", "tags")]
    [InlineData("""{"type":"x","tags":{"a b":"c"}}""", "tags")]
    [InlineData("""{"type":"\ud800"}""", "type")]
    [InlineData("""{"type":"x","model":"a\u0000b"}""", "model")]
    [InlineData("""{"type":"x","\ud800":1}""", "body")]
    [InlineData("""[]""", "body")]
    [InlineData("""{"type":"x"} {}""", "body")]
    [InlineData("", "body")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await PutAsync("wrong", body);
        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("errors").GetProperty(field)[0].GetString()!);
        Assert.Equal(404, (await fixture.CallAsync<GetRegistration>(route: ["t", "wrong"])).Status);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a+b")]
    [InlineData("#")]
    public async Task What_is_no_name_is_no_device(string device)
    {
        Assert.Equal(400, (await PutAsync(device, Meter)).Status);
        Assert.Equal(400, (await fixture.CallAsync<GetRegistration>(route: ["t", device])).Status);
    }

    [Fact]
    public async Task Bodies_are_json_and_bounded()
    {
        Assert.Equal(415, (await PutAsync("large", Meter, request => request.ContentType = "text/plain")).Status);
        Assert.Equal(400, (await PutAsync("large", Meter + new string(' ', 70_000))).Status);
    }

    private List<(string Id, RegistrationRecord Said)> Told(string device) =>
    [
        .. fixture.Log.Written.Where(record => record.Topic == new TopicNames().Raw && Encoding.UTF8.GetString(record.Key.Span) == $"t/{device}")
            .Select(record => (Encoding.UTF8.GetString(record.Headers.Single(header => header.Name == LogHeaders.Id).Value.Span), RegistrationRecord.Read(record.Value.Span)!)),
    ];

    private async Task<OutOfServiceList> ListAsync() => await fixture.Blobs.DownloadAsync(Blob, default) is { } blob ? OutOfServiceList.Read(blob.Content) : OutOfServiceList.Empty;

    private Task<Answer> PutAsync(string device, string body, Action<HttpRequest>? change = null) => fixture.CallAsync<PutRegistration>("", body, change, "t", device);

    private static string? Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString();
}
