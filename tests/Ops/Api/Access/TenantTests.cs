using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Api.Export;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Api.Quarantine;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Ops.Api.Trajectory;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api.Access;

/// <summary>Lists hold what is of the caller's tenants, all of it, page by page.</summary>
public sealed class TenantTests(TokenFixture fixture) : IClassFixture<TokenFixture>, IAsyncLifetime
{
    private const int Strangers = 6000; // more than a page looks at

    // In the order of documents; names that begin like another one, and one that sorts before its slash.
    private static readonly string[] Devices = ["a/1", "t-1/1", "t/1", "t/2", "t/3", "t1/1", "z/1", "z/2"];

    public async Task InitializeAsync()
    {
        foreach (var device in Devices)
        {
            var (tenant, name) = (device.Split('/')[0], device.Split('/')[1]);
            await fixture.Api.Documents.TryWriteAsync(Containers.Twins, device, "twin", Samples.Twin(tenant, name), null, default);
            await fixture.Api.Documents.TryWriteAsync(Containers.Alerts, device, "a", Samples.Alert(tenant, name, "a"), null, default);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("t", 1, "t/1 | t/2 | t/3")]
    [InlineData("t", 2, "t/1 t/2 | t/3")]
    [InlineData("t", 3, "t/1 t/2 t/3")]
    [InlineData("z,t", 2, "t/1 t/2 | t/3 z/1 | z/2")]
    [InlineData("t1,t-1", 1, "t-1/1 | t1/1")]
    [InlineData("none", 1, "")]
    [InlineData("", 5, "a/1 t-1/1 t/1 t/2 t/3 | t1/1 z/1 z/2")]
    public async Task Pages_are_full_of_the_callers_own(string tenants, int limit, string pages)
    {
        var token = fixture.Directory.Token(["Iot.Admin", .. tenants.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(tenant => "Tenant." + tenant)]);
        Assert.Equal(pages, await PagesAsync<ListDevices>(token, $"limit={limit}", item => $"{item.GetProperty("tenant")}/{item.GetProperty("device")}"));
        Assert.Equal(pages, await PagesAsync<ListAlerts>(token, $"state=open&limit={limit}", item => $"{item.GetProperty("alert").GetProperty("tenant")}/{item.GetProperty("alert").GetProperty("device")}"));
    }

    [Fact]
    public async Task A_page_token_of_another_tenant_leads_nowhere()
    {
        var token = fixture.Directory.Token("Iot.Reader", "Tenant.t");
        var answer = await fixture.CallAsync<ListDevices>(token, "?after=" + new DocumentKey("a/1", "twin"));
        Assert.Equal(["1", "2", "3"], answer.Items(item => item.GetProperty("device").GetString()));
        Assert.Empty((await fixture.CallAsync<ListDevices>(token, "?after=" + new DocumentKey("z/1", "twin"))).Items(_ => ""));
    }

    [Fact]
    public async Task Refused_records_of_others_are_passed_over_and_the_page_goes_on()
    {
        var records = fixture.Api.Log.Records;
        records.Clear();
        records.Add(Record(0, "t/1"));
        for (var offset = 1; offset <= Strangers; offset++) records.Add(Record(offset, offset % 2 == 0 ? "a/1" : "no key"));
        records.Add(Record(Strangers + 1, "t/2"));
        records.Add(Record(Strangers + 2, "a/1"));
        var token = fixture.Directory.Token("Iot.Reader", "Tenant.t");
        // What lies behind the last of them is looked at by one more page, since nobody knows before.
        Assert.Equal("0 |  | 6001 | ", await PagesAsync<ListQuarantine>(token, "limit=1", item => item.GetProperty("offset").ToString(), "from", most: 5));
        // An administrator of everything also sees what belongs to no tenant.
        Assert.Equal(["0", "1", "2"], (await fixture.CallAsync<ListQuarantine>(fixture.Directory.Token("Iot.Admin"), "?limit=3")).Items(item => item.GetProperty("offset").ToString()));
    }

    [Fact]
    public async Task Large_records_of_others_do_not_make_a_page_endless()
    {
        fixture.Api.Log.Records.Clear();
        var value = new byte[8 << 20];
        for (var offset = 0; offset < 6; offset++) fixture.Api.Log.Records.Add(Record(offset, "a/1") with { Value = value });
        var answer = await fixture.CallAsync<ListQuarantine>(fixture.Directory.Token("Iot.Reader", "Tenant.t"));
        Assert.Equal(("4", 0), (answer.Next, answer.Items(_ => "").Length));
    }

    [Theory]
    [InlineData("Tenant.a%2F1", "a%2F1")] // a role that is spelled like an escaped path
    [InlineData("Tenant.a/1", "a%2F1")]
    [InlineData("Tenant.A", "a")]
    [InlineData("Tenant.t", "a%2F1")]
    public async Task No_spelling_of_an_address_leads_to_another_tenant(string role, string tenant)
    {
        var token = fixture.Directory.Token("Iot.Reader", "Tenant.harmless", role);
        Assert.Equal(404, (await fixture.CallAsync<GetDevice>(token, route: [tenant, "1"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetHistory>(token, route: [tenant, "1"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetTrajectory>(token, route: [tenant, "1"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetStatistics>(token, route: [tenant, "1"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetExport>(token, route: [tenant, "1"])).Status);
        Assert.Equal(404, (await fixture.CallAsync<GetAlert>(token, route: [tenant, "1", "a"])).Status);
    }

    [Fact]
    public async Task Whoever_acts_on_an_alert_is_whom_the_token_names()
    {
        var answer = await fixture.CallAsync<AcknowledgeAlert>(fixture.Directory.Token("Iot.Operator", "Tenant.z"), body: "{\"by\":\"somebody else\"}", route: ["z", "2", "a"]);
        Assert.Equal((200, "eva@example.com (8b0c0000-0000-4000-8000-00000000e0a1)"), (answer.Status, answer.Json.GetProperty("by").GetString()));
        var application = TestToken.For(fixture.Directory, "Iot.Operator", "Tenant.z").Without("preferred_username").Without("name");
        var cleared = await fixture.CallAsync<ClearAlert>(fixture.Directory.Token(application), route: ["z", "2", "a"]);
        Assert.Equal((200, "app 04b07795-8ddb-461a-bbee-02f9e1bf7b46 (8b0c0000-0000-4000-8000-00000000e0a1)"), (cleared.Status, cleared.Json.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task A_name_is_cut_and_cannot_add_lines()
    {
        var token = TestToken.For(fixture.Directory, "Iot.Operator", "Tenant.t").With("preferred_username", new string('x', 500) + "\r\n").With("oid", new string('\n', 5) + "id");
        var answer = await fixture.CallAsync<AcknowledgeAlert>(fixture.Directory.Token(token), route: ["t", "3", "a"]);
        Assert.Equal(new string('x', 123) + " (id)", answer.Json.GetProperty("by").GetString());
    }

    [Fact]
    public async Task Refusals_are_logged_with_who_and_what_and_never_with_the_token()
    {
        var token = fixture.Directory.Token("Iot.Reader", "Tenant.t");
        await fixture.CallAsync<GetDevice>(request => Ask(request, token, "/api/devices/a/1\nforged line"), "a", "1");
        var line = fixture.Api.Lines.Of(3002).Last();
        Assert.StartsWith("eva@example.com (8b0c0000-0000-4000-8000-00000000e0a1) was refused GET /api/devices/a/1%0Aforged%20line with 404: ", line, StringComparison.Ordinal);
        fixture.Api.Clock.Now += TimeSpan.FromSeconds(2);
        for (var i = 0; i < 5; i++) await fixture.CallAsync<GetDevice>(request => Ask(request, "no.token", "/api/devices/a/1"), "a", "1");
        Assert.EndsWith("This is no signed JSON Web Token. (and 0 more before)", fixture.Api.Lines.Of(3001).Last(), StringComparison.Ordinal);
        fixture.Api.Clock.Now += TimeSpan.FromSeconds(2);
        await fixture.CallAsync<GetDevice>(request => Ask(request, null, "/" + new string('x', 5000)), "a", "1");
        var last = fixture.Api.Lines.Of(3001).Last();
        Assert.EndsWith("(and 4 more before)", last, StringComparison.Ordinal);
        Assert.True(last.Length < 600, last);
        Assert.DoesNotContain(fixture.Api.Lines.Of(3001).Concat(fixture.Api.Lines.Of(3002)), text => text.Contains(token, StringComparison.Ordinal));
    }

    private static void Ask(HttpRequest request, string? token, string path)
    {
        request.Method = "GET";
        request.Path = path;
        if (token is not null) request.Headers.Authorization = "Bearer " + token;
    }

    private static LogRecord Record(long offset, string key) =>
        new("telemetry.quarantine", 0, offset, ApiFixture.Now, Encoding.UTF8.GetBytes(key), "x"u8.ToArray(), [new(LogHeaders.ReasonCode, "not-json")]);

    private async Task<string> PagesAsync<T>(string token, string query, Func<System.Text.Json.JsonElement, string?> of, string parameter = "after", int most = 10)
    {
        List<string> pages = [];
        for (string? next = ""; next is not null;)
        {
            var answer = await fixture.CallAsync<T>(token, $"?{query}{next}");
            Assert.Equal(200, answer.Status);
            pages.Add(string.Join(' ', answer.Items(of)));
            Assert.True(pages.Count < most, "the list does not end");
            next = answer.Next is { } value ? $"&{parameter}={value}" : null;
        }

        return string.Join(" | ", pages);
    }
}
