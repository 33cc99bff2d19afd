using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Ops.Api.Erasures;
using ServerlessIot.Steps.Archive;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class ErasureTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_device_is_erased_and_the_certificate_bears_its_checksum()
    {
        var asked = await fixture.CallAsync<EraseDevice>("?reason=its%20owner%20asks", route: ["t", "gone"]);
        Assert.Equal((202, "running", "its owner asks"), (asked.Status, asked.Json.GetProperty("state").GetString(), asked.Json.GetProperty("reason").GetString()));
        var id = asked.Json.GetProperty("id").GetString()!;
        Assert.Equal(("/api/erasures/" + id, "600"), (asked.Response.Headers.Location.ToString(), asked.Response.Headers.RetryAfter.ToString()));
        Assert.Contains(id, (await fixture.CallAsync<ListErasures>()).Items(item => item.GetProperty("id").GetString()));

        await fixture.RunEraseAsync();
        Assert.Equal("running", (await fixture.CallAsync<GetErasure>(route: [id])).Json.GetProperty("state").GetString());
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
