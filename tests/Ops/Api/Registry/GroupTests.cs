using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api.Registry;

public sealed class GroupTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_group_is_made_read_changed_and_deleted()
    {
        var made = await PutAsync("one", """{"filter":{"type":"meter","tags":{"site":"north"},"firmwareBelow":"1.4","enabled":true,"online":false,"silentForSeconds":300}}""");
        Assert.Equal(201, made.Status);
        Assert.Equal("""{"type":"meter","tags":{"site":"north"},"firmwareBelow":"1.4","enabled":true,"online":false,"silentForSeconds":300}""", made.Json.GetProperty("filter").GetRawText());
        var read = await fixture.CallAsync<GetGroup>(route: ["t", "one"]);
        Assert.Equal((200, made.Response.Headers.ETag.ToString()), (read.Status, read.Response.Headers.ETag.ToString()));
        Assert.Equal(412, (await PutAsync("one", """{"filter":{}}""", request => request.Headers.IfNoneMatch = "*")).Status);
        var changed = await PutAsync("one", """{"filter":{}}""", request => request.Headers.IfMatch = read.Response.Headers.ETag);
        Assert.Equal((200, "{}"), (changed.Status, changed.Json.GetProperty("filter").GetRawText()));
        Assert.Equal(412, (await fixture.CallAsync<DeleteGroup>(change: request => request.Headers.IfMatch = read.Response.Headers.ETag, route: ["t", "one"])).Status);
        Assert.Equal(200, (await fixture.CallAsync<DeleteGroup>(route: ["t", "one"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetGroup>(route: ["t", "one"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<ListGroupDevices>(route: ["t", "one"])).Status);
    }

    [Fact]
    public async Task Who_belongs_to_it_follows_from_the_filter_whenever_somebody_asks()
    {
        await PutAsync("old", """{"filter":{"type":"meter","firmwareBelow":"2"}}""", tenant: "members");
        foreach (var (device, body) in new[] { ("a", """{"type":"meter","firmware":"1.9"}"""), ("b", """{"type":"meter","firmware":"2.0"}"""), ("c", """{"type":"pump","firmware":"1.0"}"""), ("d", """{"type":"meter","firmware":"1.10"}""") })
            await fixture.CallAsync<PutRegistration>("", body, null, "members", device);
        Assert.Equal(["a", "d"], await DevicesAsync());
        await fixture.CallAsync<PutRegistration>("", """{"type":"meter","firmware":"2.1"}""", null, "members", "a");
        Assert.Equal(["d"], await DevicesAsync());
        Assert.Equal("d", Assert.Single((await fixture.CallAsync<ListGroupDevices>("?limit=1", route: ["members", "old"])).Items(Device)));

        async Task<string[]> DevicesAsync() => (await fixture.CallAsync<ListGroupDevices>(route: ["members", "old"])).Items(Device);

        static string? Device(System.Text.Json.JsonElement item) => item.GetProperty("device").GetString();
    }

    [Fact]
    public async Task Groups_are_listed_by_name_and_devices_with_their_names_are_none()
    {
        foreach (var name in new[] { "c", "a", "b" }) await PutAsync(name, """{"filter":{}}""", tenant: "names");
        await fixture.CallAsync<PutRegistration>("", """{"type":"meter"}""", null, "names", "groups");
        await PutAsync("z", """{"filter":{}}""", tenant: "names2");
        var first = await fixture.CallAsync<ListGroups>("?limit=2", route: ["names"]);
        Assert.Equal(["a", "b"], first.Items(item => item.GetProperty("name").GetString()));
        var second = await fixture.CallAsync<ListGroups>("?limit=2&after=" + first.Next, route: ["names"]);
        Assert.Equal(["c"], second.Items(item => item.GetProperty("name").GetString()));
        Assert.Null(second.Next);
        Assert.Equal(["groups"], (await fixture.CallAsync<ListRegistrations>("?tenant=names")).Items(item => item.GetProperty("device").GetString()));
    }

    [Theory]
    [InlineData("""{}""", "filter")]
    [InlineData("""{"filter":7}""", "filter")]
    [InlineData("""{"filter":{"colour":"red"}}""", "colour")]
    [InlineData("""{"filters":{}}""", "filters")]
    [InlineData("""{"filter":{"silentForSeconds":0}}""", "silentForSeconds")]
    [InlineData("""{"filter":{"silentForSeconds":1.5}}""", "silentForSeconds")]
    [InlineData("""{"filter":{"online":"yes"}}""", "online")]
    [InlineData("""{"filter":{"tags":{"a":null}}}""", "tags")]
    [InlineData("""[]""", "body")]
    [InlineData("""{"filter":{},"filter":{}}""", "body")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await PutAsync("wrong", body);
        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task Rules_are_told_of_a_group_at_once()
    {
        await PutAsync("told", """{"filter":{"type":"pump"}}""", tenant: "rules");
        await PutAsync("told", """{"filter":{"type":"valve"}}""", tenant: "rules");
        var versions = fixture.Log.Written.SelectMany(record => record.Headers).Where(header => header.Name == LogHeaders.Groups).Select(header => RulesName.Read(Encoding.UTF8.GetString(header.Value.Span))!.Version).ToList();
        Assert.True(versions.Count >= 4, $"{versions.Count} ticks told of groups.");
        Assert.Equal(versions.Order(), versions);
        await fixture.CallAsync<DeleteGroup>(route: ["rules", "told"]);
        Assert.True(fixture.Log.Written.SelectMany(record => record.Headers).Where(header => header.Name == LogHeaders.Groups).Max(header => RulesName.Read(Encoding.UTF8.GetString(header.Value.Span))!.Version) > versions[^1]);
    }

    [Fact]
    public async Task An_erasure_that_the_log_did_not_take_is_told_when_it_goes_on()
    {
        await fixture.CallAsync<PutRegistration>("", """{"type":"meter","tags":{"owner":"anna"}}""", null, "erased", "untold");
        var eraser = new DocumentEraser(fixture.Documents, fixture.Registry);
        fixture.Log.Down = true;
        await Assert.ThrowsAsync<LogUnavailableException>(() => eraser.DeleteAsync("erased", "untold", ApiFixture.Now + 1, default));
        fixture.Log.Down = false;
        Assert.Equal(1, (await eraser.DeleteAsync("erased", "untold", ApiFixture.Now + 1, default))[Containers.Registry]);
        Assert.Null(fixture.Log.Written.Where(record => Encoding.UTF8.GetString(record.Key.Span) == "erased/untold").Select(record => RegistrationRecord.Read(record.Value.Span)!).Last().Facts);
    }

    [Fact]
    public async Task A_deletion_that_was_not_published_is_when_it_is_asked_for_again()
    {
        var made = await PutAsync("unpublished", """{"filter":{"type":"pump"}}""");
        fixture.Blobs.Down = true;
        Assert.Equal(503, (await DeleteAsync()).Status);
        fixture.Blobs.Down = false;
        Assert.Equal(412, (await DeleteAsync()).Status);
        Assert.DoesNotContain((await fixture.Groups.LatestAsync(default))!.Groups, group => group.Name == "unpublished");

        Task<Answer> DeleteAsync() => fixture.CallAsync<DeleteGroup>(change: request => request.Headers.IfMatch = made.Response.Headers.ETag.ToString(), route: ["t", "unpublished"]);
    }

    [Fact]
    public async Task An_erasure_takes_a_registration_of_before_and_nothing_else()
    {
        await fixture.CallAsync<PutRegistration>("", """{"type":"meter"}""", null, "erased", "a");
        await fixture.CallAsync<PutRegistration>("", """{"type":"meter"}""", null, "erased", "b");
        await PutAsync("registration", """{"filter":{}}""", tenant: "erased");
        var eraser = new DocumentEraser(fixture.Documents, fixture.Registry);
        Assert.Equal(0, (await eraser.DeleteAsync("erased", "a", ApiFixture.Now, default))[Containers.Registry]);
        Assert.Equal(1, (await eraser.DeleteAsync("erased", "a", ApiFixture.Now + 1, default))[Containers.Registry]);
        // Such a device cannot be registered, but can have sent.
        Assert.Equal(0, (await eraser.DeleteAsync("erased", "/groups/registration", ApiFixture.Now + 1, default))[Containers.Registry]);
        Assert.Equal(404, (await fixture.CallAsync<GetRegistration>(route: ["erased", "a"])).Status);
        Assert.Equal(200, (await fixture.CallAsync<GetRegistration>(route: ["erased", "b"])).Status);
        Assert.Equal(200, (await fixture.CallAsync<GetGroup>(route: ["erased", "registration"])).Status);
    }

    private Task<Answer> PutAsync(string name, string body, Action<HttpRequest>? change = null, string tenant = "t") => fixture.CallAsync<PutGroup>("", body, change, tenant, name);
}
