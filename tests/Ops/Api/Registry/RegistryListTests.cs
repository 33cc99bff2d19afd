using ServerlessIot.Domain.Devices;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Tests.Api.Registry;

public sealed class RegistryListTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        await RegisterAsync("a", "meter", "1.9", true, ("site", "north"));
        await RegisterAsync("b", "meter", "1.10", true, ("site", "south"));
        await RegisterAsync("c", "pump", null, false, ("site", "north"), ("floor", "2"));
        await RegisterAsync("d", "pump", "2.0", true);
        await HearAsync("a", online: true, ago: 0);
        await HearAsync("c", online: false, ago: 400_000);
        // Not registered; between the others, and so many that they fill the join's query.
        foreach (var other in new[] { "a1", "a2", "a3", "a4", "a5", "bb", "zz" }) await HearAsync(other, online: true, ago: 0);
        // What else the container holds is no device.
        await fixture.Documents.TryWriteAsync(Containers.Registry, RegistryKeys.PartitionOf("t", "g"), RegistryKeys.Group, new DeviceGroup { Tenant = "t", Name = "g", Filter = new DeviceFilter() }, null, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", "a online, b never-seen, c offline, d never-seen")]
    public async Task Devices_are_found_by_what_is_said_and_heard_of_them(string query, string devices)
    {
        Assert.Equal(devices, string.Join(", ", (await fixture.CallAsync<ListRegistrations>("?tenant=t&" + query)).Items(Show)));
        // Page by page it is the same.
        var (pages, after) = (new List<string>(), "");
        while (after is not null)
        {
            var page = await fixture.CallAsync<ListRegistrations>($"?tenant=t&{query}&limit=1{after}");
            pages.AddRange(page.Items(Show));
            after = page.Next is { } next ? "&after=" + next : null;
        }

        Assert.Equal(devices, string.Join(", ", pages));
    }

    [Fact]
    public async Task Of_a_tenant_without_devices_there_are_none() => Assert.Empty((await fixture.CallAsync<ListRegistrations>("?tenant=nobody")).Items(Show));

    [Fact]
    public async Task They_are_counted_by_type_and_state_part_by_part()
    {
        var all = (await fixture.CallAsync<GetRegistryCounts>(route: ["t"])).Json;
        Assert.Equal("""{"devices":4,"enabled":3,"disabled":1,"online":1,"offline":1,"neverSeen":2,"types":{"meter":{"devices":2,"online":1},"pump":{"devices":2,"online":0}}}""", all.GetRawText());
        var first = (await fixture.CallAsync<GetRegistryCounts>("?limit=3", route: ["t"])).Json;
        Assert.Equal(3, first.GetProperty("devices").GetInt32());
        var rest = (await fixture.CallAsync<GetRegistryCounts>($"?limit=3&after={first.GetProperty("next").GetString()}", route: ["t"])).Json;
        Assert.Equal("""{"devices":1,"enabled":1,"disabled":0,"online":0,"offline":0,"neverSeen":1,"types":{"pump":{"devices":1,"online":0}}}""", rest.GetRawText());
        Assert.Equal(404, (await fixture.CallAsync<GetRegistryCounts>(route: ["nobody"])).Status);
    }

    [Fact]
    public async Task Types_beyond_so_many_are_counted_together()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"types,d{i:D3},type-{i:D3}\n"));
        await fixture.CallAsync<RegisterDevices>("", "tenant,device,type\n" + rows, request => request.ContentType = "text/csv");
        var types = (await fixture.CallAsync<GetRegistryCounts>(route: ["types"])).Json.GetProperty("types");
        Assert.Equal((257, 44), (types.EnumerateObject().Count(), types.GetProperty("other").GetProperty("devices").GetInt32()));
    }

    [Theory]
    [InlineData("?tag=north", "tag")]
    [InlineData("?tag=:north", "tag")]
    [InlineData("?tag=a:1&tag=a:2", "tag")]
    [InlineData("?tag=a%20b:1", "tags")]
    [InlineData("?online=yes", "online")]
    [InlineData("?silentForSeconds=0", "silentForSeconds")]
    [InlineData("?type=%0A", "type")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?after=%21", "after")]
    [InlineData("?tenant=a%2Fb", "tenant")]
    public async Task What_is_wrong_is_named(string query, string parameter)
    {
        var answer = await fixture.CallAsync<ListRegistrations>(query);
        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Json.GetProperty("errors").GetProperty(parameter)[0].GetString()!);
    }

    private static string Show(System.Text.Json.JsonElement item) => $"{item.GetProperty("device")} {item.GetProperty("presence")}";

    private Task<string?> RegisterAsync(string device, string type, string? firmware, bool enabled, params (string Name, string Value)[] tags) => fixture.Documents.TryWriteAsync(
        Containers.Registry, "t/" + device, RegistryKeys.Registration,
        new DeviceRegistration { Tenant = "t", Device = device, Type = type, Firmware = firmware, Enabled = enabled, Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value), RegisteredAt = ApiFixture.Now - 1000 }, null, default);

    private Task<string?> HearAsync(string device, bool online, long ago) =>
        fixture.Documents.TryWriteAsync(Containers.Twins, "t/" + device, "twin", Samples.Twin("t", device) with { Online = online, LastSeen = ApiFixture.Now - ago }, null, default);
}
