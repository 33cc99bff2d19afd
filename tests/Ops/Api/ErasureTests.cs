using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Api.Erasures;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class ErasureTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_device_is_erased_and_the_certificate_bears_its_checksum()
    {
        foreach (var device in new[] { "gone", "stays" })
        {
            await fixture.Documents.TryWriteAsync(Containers.Twins, "t/" + device, "twin", Samples.Twin("t", device) with { LastSeen = 1 }, null, default);
            var alert = Samples.Alert("t", device, "x");
            await fixture.Documents.TryWriteAsync(Containers.Alerts, "t/" + device, "x", alert with { Alert = alert.Alert with { Time = 1 } }, null, default);
            for (var minute = 0; minute < 600; minute++) await fixture.Documents.TryWriteAsync(Containers.Windows, "t/" + device, WindowsStep.IdOf(minute * 60_000), Samples.Window("t", device, minute * 60_000), null, default);
        }

        var asked = await fixture.CallAsync<EraseDevice>("?reason=its%20owner%20asks", route: ["t", "gone"]);
        Assert.Equal((202, "running", "its owner asks"), (asked.Status, asked.Json.GetProperty("state").GetString(), asked.Json.GetProperty("reason").GetString()));
        var id = asked.Json.GetProperty("id").GetString()!;
        Assert.Equal(("/api/erasures/" + id, "600"), (asked.Response.Headers.Location.ToString(), asked.Response.Headers.RetryAfter.ToString()));
        Assert.Contains(id, (await fixture.CallAsync<ListErasures>()).Items(item => item.GetProperty("id").GetString()));

        await fixture.RunEraseAsync();
        Assert.Equal("running", (await fixture.CallAsync<GetErasure>(route: [id])).Json.GetProperty("state").GetString());
        var documents = (await fixture.CallAsync<GetErasure>(route: [id])).Json.GetProperty("documents");
        Assert.Equal((1, 1, 600), (documents.GetProperty("twins").GetInt32(), documents.GetProperty("alerts").GetInt32(), documents.GetProperty("windows").GetInt32()));
        Assert.Equal(404, (await fixture.CallAsync<GetDevice>(route: ["t", "gone"])).Status);
        Assert.Equal(200, (await fixture.CallAsync<GetDevice>(route: ["t", "stays"])).Status);
        fixture.Clock.Now += TimeSpan.FromHours(30);
        await fixture.RunEraseAsync();
        var complete = await fixture.CallAsync<GetErasure>(route: [id]);
        Assert.Equal((200, "complete"), (complete.Status, complete.Json.GetProperty("state").GetString()));
        var text = Encoding.UTF8.GetString(complete.Bytes);
        var sum = complete.Json.GetProperty("sha256").GetString()!;
        var signed = text.Replace($",\"sha256\":\"{sum}\"", "", StringComparison.Ordinal);
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(signed))));
        var check = (await fixture.CallAsync<VerifyErasure>(route: [id])).Json;
        Assert.Equal((0, true), (check.GetProperty("rows").GetInt32(), check.GetProperty("whole").GetBoolean()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?reason=")]
    [InlineData("?reason=%20")]
    [InlineData("?reason=a%0Ab")]
    public async Task Without_a_reason_nothing_is_erased(string query)
    {
        var answer = await fixture.CallAsync<EraseDevice>(query, route: ["t", "d"]);
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task A_legal_hold_is_409_and_says_which()
    {
        await using var held = fixture.Services(fixture.Gateway.ConnectionString, new ArchiveOptions { Policies = new Dictionary<string, ArchivePolicy> { ["court"] = new() { Tenant = "t", Hold = true } } });
        var answer = await ApiFixture.CallAsync(held, typeof(EraseDevice), "?reason=x", null, null, "t", "d");
        Assert.Equal(409, answer.Status);
        Assert.Contains("court", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(202, (await ApiFixture.CallAsync(held, typeof(EraseDevice), "?reason=x", null, null, "other", "d")).Status);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        foreach (var device in new[] { "a", "b", "c" }) await fixture.EraseAsync("pages", device);
        var (found, after) = (new List<string>(), "");
        do
        {
            var page = await fixture.CallAsync<ListErasures>("?limit=2" + after);
            found.AddRange(page.Items(item => item.GetProperty("tenant").GetString() + "/" + item.GetProperty("device").GetString()));
            after = page.Next is { } next ? "&after=" + next : "";
        }
        while (after.Length > 0);
        Assert.Equal(["pages/a", "pages/b", "pages/c"], found.Where(name => name.StartsWith("pages/", StringComparison.Ordinal)).Order());
        Assert.Equal(400, (await fixture.CallAsync<ListErasures>("?after=x")).Status);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("../journals/store/000/head0000000")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task What_is_no_erasure_is_not_found(string id) => Assert.Equal(404, (await fixture.CallAsync<GetErasure>(route: [id])).Status);
}
