using Microsoft.AspNetCore.Http;
using ServerlessIot.Ops.Api.Accesses;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api;

public sealed class AccessLogTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_read_is_noted_before_it_is_answered_and_a_change_before_it_begins()
    {
        var first = $"r{Guid.NewGuid():N}";
        Assert.Equal(200, (await ReadAsync(first)).Status);
        Assert.Equal(404, (await fixture.CallAsync<AcknowledgeAlert>(body: """{"by":"jo"}""", change: At("POST", $"/api/alerts/{first}/d/x/acknowledge"), route: [first, "d", "x"])).Status);

        // They stand still in time here, so that ids alone order them.
        var items = (await LogAsync($"tenant={first}")).Json.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("method").GetString()!.Length > 0)
            .OrderBy(item => item.GetProperty("method").GetString(), StringComparer.Ordinal).ThenBy(item => item.GetProperty("status").GetInt32()).ToList();
        Assert.Equal(["GET 200", "POST 0", "POST 404"], items.Select(item => $"{item.GetProperty("method")} {item.GetProperty("status")}"));
        Assert.All(items, item => Assert.Equal([first], item.GetProperty("tenants").EnumerateArray().Select(name => name.GetString())));
        Assert.Equal(("Admin", "?limit=5"), (items[0].GetProperty("role").GetString(), items[0].GetProperty("query").GetString()));
        Assert.Equal(items[1].GetProperty("id").GetString(), items[2].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Nothing_is_answered_while_the_log_cannot_be_written()
    {
        fixture.AccessBlobs.OnWrite = (_, _) => throw new StoreUnavailableException("down");
        try
        {
            var answer = await ReadAsync("acme");
            Assert.Equal(503, answer.Status);
            Assert.DoesNotContain("items", answer.Json.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            fixture.AccessBlobs.OnWrite = (_, _) => { };
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_or_a_double()
    {
        var tenant = $"p{Guid.NewGuid():N}";
        for (var i = 0; i < 7; i++) await ReadAsync(tenant);
        var seen = new List<string?>();
        string? after = "";
        do
        {
            var page = await LogAsync($"path=/api/devices/{tenant}&limit=3{after}");
            seen.AddRange(page.Items(item => item.GetProperty("id").GetString()));
            after = page.Next is { } next ? $"&after={next}" : null;
        }
        while (after is not null);
        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("?after=x")]
    [InlineData("?from=0&to=99999999999")]
    public async Task What_cannot_be_asked_for_is_refused(string query) => Assert.Equal(400, (await fixture.CallAsync<GetAccessLog>(query)).Status);

    private Task<Answer> LogAsync(string filter) => fixture.CallAsync<GetAccessLog>($"?from={ApiFixture.Now - 1000}&to={ApiFixture.Now + 1000}&{filter}");

    private Task<Answer> ReadAsync(string tenant) =>
        fixture.CallAsync<GetHistory>("?limit=5", change: At("GET", $"/api/devices/{tenant}/d/history"), route: [tenant, "d"]);

    private static Action<HttpRequest> At(string method, string path) => request => (request.Method, request.Path) = (method, path);
}
