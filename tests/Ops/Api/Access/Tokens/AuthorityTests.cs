using System.Globalization;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Ops.Api.Access.Tokens;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Tests.Doubles;

namespace ServerlessIot.Ops.Tests.Api.Access.Tokens;

/// <summary>The authority's answers over real sockets.</summary>
public sealed class AuthorityTests : IAsyncLifetime
{
    private readonly TokenFixture fixture = new();

    private IdentityProvider Directory => fixture.Directory;

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_key_that_takes_over_is_taken_without_a_restart()
    {
        Assert.Equal(200, await StatusAsync());
        Directory.Keys.Insert(0, new TestKey("key-2"));
        Assert.Equal(401, await StatusAsync());
        fixture.Api.Clock.Now += SigningKeys.Pause;
        Assert.Equal(200, await StatusAsync());
        Assert.Equal(2, Directory.Fetches);
    }

    [Fact]
    public async Task An_authority_that_is_down_is_503_and_tells_no_addresses()
    {
        Directory.Instead = context => AnswerAsync(context, 500, "");
        var answer = await fixture.CallAsync<ListDevices>(Directory.Token("Iot.Admin"));
        Assert.Equal((503, "application/problem+json", "5"), (answer.Status, answer.Response.ContentType, answer.Response.Headers.RetryAfter.ToString()));
        Assert.DoesNotContain("127.0.0.1", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(401, (await fixture.CallAsync<ListDevices>((string?)null)).Status);
        Directory.Instead = null;
        fixture.Api.Clock.Now += SigningKeys.PauseAfterFailure;
        Assert.Equal(200, await StatusAsync());
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("another issuer")]
    [InlineData("plain keys")]
    [InlineData("no JSON")]
    [InlineData("too much")]
    [InlineData("short keys")]
    [InlineData("no keys")]
    public async Task An_answer_that_cannot_be_trusted_lets_nobody_in(string kind)
    {
        using var shortKey = new TestKey("key-1", 1024);
        Directory.Instead = context =>
        {
            if (context.Request.Path == "/keys") return AnswerAsync(context, 200, kind == "short keys" ? Json(shortKey) : """{"keys":[{"kty":"EC","kid":"key-1"},7,{"kty":"RSA","kid":"key-1","n":"%","e":"AQAB"}]}""");
            if (kind == "redirect")
            {
                context.Response.Redirect(Directory.Address + "/elsewhere");
                return Task.CompletedTask;
            }

            return AnswerAsync(context, 200, kind switch
            {
                "another issuer" => Metadata("https://login.microsoftonline.com/other/v2.0", Directory.Address + "/keys"),
                "plain keys" => Metadata(Directory.Issuer, "http://keys.example/keys"),
                "no JSON" => "<html>",
                "too much" => Metadata(Directory.Issuer, Directory.Address + "/keys") + new string(' ', Authority.MostBytes),
                _ => Metadata(Directory.Issuer, Directory.Address + "/keys"),
            });
        };
        Assert.Equal(503, await StatusAsync());
    }

    [Fact]
    public async Task An_authority_that_is_silent_is_given_up()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        Directory.Instead = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        await Assert.ThrowsAsync<IdentityUnavailableException>(() => new Authority(Directory.Issuer, client).FetchKeysAsync(default));
    }

    [Theory]
    [InlineData("login.microsoftonline.com/x/v2.0")]
    [InlineData("http://login.microsoftonline.com/x/v2.0")]
    [InlineData("https://login.microsoftonline.com/common/v2.0")]
    [InlineData("https://login.microsoftonline.com/Organizations/v2.0")]
    [InlineData("https://user@login.microsoftonline.com/x/v2.0")]
    [InlineData("https://login.microsoftonline.com/x/v2.0?p=1")]
    public void An_authority_that_would_let_anybody_in_stops_the_start(string authority) =>
        Assert.Throws<InvalidOperationException>(() => fixture.Api.Services(fixture.Api.Gateway.ConnectionString, ("Api:Audience", "a"), ("Api:Authority", authority)));

    [Theory]
    [InlineData("Api:Audience")]
    [InlineData("Api:Authority")]
    public void Half_of_the_settings_stops_the_start(string setting) =>
        Assert.Throws<InvalidOperationException>(() => fixture.Api.Services(fixture.Api.Gateway.ConnectionString, ("Api:Key", "secret"), (setting, "https://login.microsoftonline.com/x/v2.0")));

    private static Task AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }

    private static string Metadata(string issuer, string keys) => string.Create(CultureInfo.InvariantCulture, $$"""{"issuer":"{{issuer}}","jwks_uri":"{{keys}}"}""");

    private static string Json(TestKey key) => System.Text.Json.JsonSerializer.Serialize(new { keys = new[] { key.Published } });

    private async Task<int> StatusAsync() => (await fixture.CallAsync<ListDevices>(Directory.Token("Iot.Admin"))).Status;
}
