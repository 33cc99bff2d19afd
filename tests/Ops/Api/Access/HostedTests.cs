using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Host.Tests;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Api.Access;

/// <summary>The app in the function host, asked over HTTP with tokens that are good by the real clock.</summary>
public sealed class HostedTests(TokenFixture fixture) : IClassFixture<TokenFixture>, IAsyncLifetime
{
    // The access log goes there.
    private readonly Azurite azurite = new();
    private HostProcess? host;

    public async Task InitializeAsync()
    {
        foreach (var tenant in new[] { "a", "b" })
        {
            await fixture.Api.Documents.TryWriteAsync(Containers.Twins, $"{tenant}/1", "twin", Samples.Twin(tenant, "1"), null, default);
            await fixture.Api.Documents.TryWriteAsync(Containers.Alerts, $"{tenant}/1", "x", Samples.Alert(tenant, "1", "x"), null, default);
        }

        await azurite.InitializeAsync();
        host = await HostProcess.StartAsync(
            // What needs no log.
            $"--app \"{HostProcess.SampleApp}\" --port 0 --only ListDevices,GetDevice,GetTenantStatistics,AcknowledgeAlert",
            ("Cosmos__ConnectionString", fixture.Api.Gateway.ConnectionString), ("Api__Audience", IdentityProvider.Audience), ("Api__Authority", fixture.Directory.Issuer), ("Api__Key", "secret"),
            ("Kafka__BrokerList", "127.0.0.1:1"), ("Storage__ConnectionString", azurite.Settings().ConnectionString), ("Tick__Schedule", "0 0 0 1 1 *"), ("Audit__Schedule", "0 0 0 1 1 *"),
            ("Compact__Schedule", "0 0 0 1 1 *"), ("TierWarm__Schedule", "0 0 0 1 1 *"), ("TierCold__Schedule", "0 0 0 1 1 *"), ("Replay__Schedule", "0 0 0 1 1 *"));
    }

    public async Task DisposeAsync()
    {
        if (host is not null) await host.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_are_asked_for_and_open_what_they_give()
    {
        using var nobody = await SendAsync("devices", null);
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (nobody.StatusCode, nobody.Headers.WwwAuthenticate.ToString()));
        Assert.Equal("application/problem+json", nobody.Content.Headers.ContentType!.MediaType);
        using var key = await SendAsync("devices", null, request => request.Headers.Add(KeyAccess.Header, "secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, key.StatusCode);
        using var old = await SendAsync("devices", fixture.Directory.Token("Iot.Admin"));
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var list = await SendAsync("devices", Token("Iot.Operator", "Tenant.a"));
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Equal("a", Assert.Single(JsonSerializer.Deserialize<JsonElement>(await list.Content.ReadAsStringAsync()).GetProperty("items").EnumerateArray()).GetProperty("tenant").GetString());
        using var others = await SendAsync("devices/b/1", Token("Iot.Operator", "Tenant.a"));
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        using var totals = await SendAsync("statistics/a", Token("Iot.Reader", "Tenant.a"));
        Assert.Equal(1, JsonSerializer.Deserialize<JsonElement>(await totals.Content.ReadAsStringAsync()).GetProperty("devices").GetInt32());
        using var othersTotals = await SendAsync("statistics/b", Token("Iot.Reader", "Tenant.a"));
        Assert.Equal(HttpStatusCode.NotFound, othersTotals.StatusCode);
    }

    [Fact]
    public async Task An_alert_is_acknowledged_by_who_holds_the_token()
    {
        using var reader = await SendAsync("alerts/a/1/x/acknowledge", Token("Iot.Reader", "Tenant.a"), request => request.Method = HttpMethod.Post);
        Assert.Equal(HttpStatusCode.Forbidden, reader.StatusCode);
        using var taken = await SendAsync("alerts/a/1/x/acknowledge", Token("Iot.Operator", "Tenant.a"), Post);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.StartsWith("eva@example.com (", JsonSerializer.Deserialize<JsonElement>(await taken.Content.ReadAsStringAsync()).GetProperty("by").GetString(), StringComparison.Ordinal);

        static void Post(HttpRequestMessage request) =>
            (request.Method, request.Content) = (HttpMethod.Post, new StringContent("{\"by\":\"somebody else\"}", Encoding.UTF8, "application/json"));
    }

    [Theory]
    [InlineData(17_000, HttpStatusCode.Unauthorized)]
    [InlineData(100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task A_header_without_measure_is_refused(int length, HttpStatusCode status)
    {
        using var answer = await SendAsync("devices", new string('a', length));
        Assert.Equal(status, answer.StatusCode);
    }

    // Good now, not when the other tests' clock stands still.
    private string Token(params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return fixture.Directory.Token(TestToken.For(fixture.Directory, roles).With("nbf", now - 300).With("exp", now + 3600));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? token, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/" + path, UriKind.Relative));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);
        return await host!.Client.SendAsync(request);
    }
}
