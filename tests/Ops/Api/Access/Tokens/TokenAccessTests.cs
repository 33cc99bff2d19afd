using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Tests.Doubles;

namespace ServerlessIot.Ops.Tests.Api.Access.Tokens;

/// <summary>Which tokens are good.</summary>
public sealed class TokenAccessTests(TokenFixture fixture) : IClassFixture<TokenFixture>
{
    private const int Mutations = 3000;

    private static Dictionary<string, Action<TestToken>> Bent { get; } = new()
    {
        ["no end"] = token => token.Without("exp"),
        ["end as text"] = token => token.With("exp", "99999999999"),
        ["ended a little too long ago"] = token => token.With("exp", TestToken.Now - 60),
        ["begins later"] = token => token.With("nbf", TestToken.Now + 61),
        ["begins nowhere"] = token => token.With("nbf", "now"),
        ["no audience"] = token => token.Without("aud"),
        ["audiences"] = token => token.With("aud", new JsonArray(IdentityProvider.Audience)),
        ["audience with another's address"] = token => token.With("aud", "api://" + IdentityProvider.Audience),
        ["no issuer"] = token => token.Without("iss"),
        ["issuer with a slash"] = token => token.With("iss", token.Claims["iss"]!.GetValue<string>() + "/"),
        ["another algorithm's name"] = token => token.WithHeader("alg", "rs256"),
        ["algorithm as a number"] = token => token.WithHeader("alg", 256),
        ["another RSA algorithm"] = token => token.WithHeader("alg", "PS256"),
        ["an extension"] = token => token.WithHeader("crit", new JsonArray("exp")),
        ["another type"] = token => token.WithHeader("typ", "dpop+jwt"),
        ["no key id"] = token => token.WithHeader("kid", null),
        ["an unknown key"] = token => token.WithHeader("kid", "key-2"),
        ["a long key id"] = token => token.WithHeader("kid", new string('k', 300)),
        ["a key of its own"] = token => token.WithHeader("kid", "mine").WithHeader("jku", "http://127.0.0.1:1/keys"),
    };

    private static Dictionary<string, Action<TestToken>> Fine { get; } = new()
    {
        ["as it is"] = _ => { },
        ["just ended"] = token => token.With("exp", TestToken.Now - 59),
        ["begins in a moment"] = token => token.With("nbf", TestToken.Now + 60),
        ["without a beginning"] = token => token.Without("nbf"),
        ["typ of RFC 9068"] = token => token.WithHeader("typ", "at+jwt"),
        ["unknown claims"] = token => token.With("xms_rd", new JsonObject { ["a"] = new JsonArray(1, 2) }).With("name", "Zoë 🦉 \u0001"),
    };

    public static TheoryData<string> BentNames() => [.. Bent.Keys];

    public static TheoryData<string> FineNames() => [.. Fine.Keys];

    public static TheoryData<string> NoTokens() =>
    [
        "", "x", "a.b", "a.b.c", "..", ".e30.", "e30.e30.", "e30.e30.AA.AA", "e30.e30.A A", "e30.e30.AA==", "W10.W10.AA",
        // Half a surrogate pair, a member twice, and deep nesting.
        Raw("{\"alg\":\"\\ud800\"}", "{}"), Raw("{\"\\ud800\":1}", "{}"), Raw("{}", "{\"a\":[\"\\udfff\"]}"), Raw("{\"alg\":\"RS256\",\"alg\":\"none\"}", "{}"),
        Raw("{}", string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40)),
    ];

    [Theory]
    [MemberData(nameof(BentNames))]
    public async Task A_bent_token_is_refused(string name)
    {
        var token = TestToken.For(fixture.Directory, "Iot.Admin");
        Bent[name](token);
        var answer = await fixture.CallAsync<ListDevices>(fixture.Directory.Token(token));
        Assert.Equal((401, "Bearer error=\"invalid_token\""), (answer.Status, answer.Response.Headers.WWWAuthenticate.ToString()));
    }

    [Theory]
    [MemberData(nameof(FineNames))]
    public async Task A_good_token_is_taken(string name)
    {
        var token = TestToken.For(fixture.Directory, "Iot.Admin");
        Fine[name](token);
        Assert.Equal(200, (await fixture.CallAsync<ListDevices>(fixture.Directory.Token(token))).Status);
    }

    [Theory]
    [MemberData(nameof(NoTokens))]
    public async Task What_is_no_token_is_refused(string text) => Assert.Equal(401, (await fixture.CallAsync<ListDevices>(text)).Status);

    [Fact]
    public async Task One_changed_character_makes_it_worthless()
    {
        var (token, random) = (fixture.Directory.Token("Iot.Reader", "Tenant.t"), new Random(4));
        const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
        // Not the last character, of which some bits are not used.
        for (var i = 0; i < Mutations; i++)
        {
            var (at, with) = (random.Next(token.Length - 1), Characters[random.Next(Characters.Length)]);
            if (token[at] == with) continue;
            var answer = await fixture.CallAsync<ListDevices>(token[..at] + with + token[(at + 1)..]);
            Assert.True(answer.Status == 401, $"'{with}' at {at} was answered with {answer.Status}");
        }
    }

    [Fact]
    public async Task A_token_comes_once_by_its_scheme_and_in_bounds()
    {
        var token = fixture.Directory.Token("Iot.Admin");
        Assert.Equal(200, await StatusAsync("bearer  " + token + " "));
        Assert.Equal(401, await StatusAsync(token));
        Assert.Equal(401, await StatusAsync("Basic " + token));
        Assert.Equal(401, await StatusAsync(new StringValues(["Bearer " + token, "Bearer " + token])));
        Assert.Equal(401, await StatusAsync("Bearer " + new string('a', 16385)));
        var large = TestToken.For(fixture.Directory, [.. Enumerable.Range(0, 1000).Select(i => $"Tenant.tenant-{i}"), "Iot.Admin"]);
        Assert.Equal(401, await StatusAsync("Bearer " + fixture.Directory.Token(large)));
    }

    [Fact]
    public async Task What_the_platform_says_of_a_caller_counts_for_nothing()
    {
        var principal = Convert.ToBase64String("""{"auth_typ":"aad","claims":[{"typ":"roles","val":"Iot.Admin"}],"role_typ":"roles"}"""u8);
        Assert.Equal(401, (await fixture.CallAsync<ListDevices>(request => request.Headers["X-MS-CLIENT-PRINCIPAL"] = principal)).Status);
    }

    private static string Raw(string header, string claims) => TestToken.Sign(header, claims, _ => [1]);

    private async Task<int> StatusAsync(StringValues authorization) => (await fixture.CallAsync<ListDevices>(request => request.Headers.Authorization = authorization)).Status;
}
