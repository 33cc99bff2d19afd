using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Access.Tokens.SessionClient;

namespace ServerlessIot.Bridge.Tests.Access.Tokens;

/// <summary><c>POST /token</c> over real sockets, and what its tokens are good for.</summary>
public sealed class SessionTokenTests : IDisposable
{
    private const string Own = "acme/site/d1/telemetry/temperature";
    private readonly AccessFiles _files = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SessionTokenTests() => File.WriteAllText(_files.At("session.pem"), _key.ExportPkcs8PrivateKeyPem());

    public void Dispose()
    {
        _key.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_device_with_its_key_gets_a_token_for_an_hour_that_lets_it_in()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var (status, json) = await AskAsync(bridge, Basic("acme/d1", Password("d1")));
        Assert.Equal((HttpStatusCode.OK, "Bearer", 3_600), (status, json.GetProperty("token_type").GetString(), json.GetProperty("expires_in").GetInt32()));
        var token = json.GetProperty("access_token").GetString()!;
        var parts = token.Split('.');
        Assert.True(_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        var claims = Claims(token);
        Assert.Equal((AccessFiles.Issuer, AccessFiles.Audience, "acme", "d1"), (Text(claims, "iss"), Text(claims, "aud"), Text(claims, "tenant"), Text(claims, "device")));
        Assert.Equal(3_600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());

        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Connect(token), Bytes.Publish(5, 1, 1, Own, [1]), Bytes.Publish(5, 1, 2, "acme/site/d2/telemetry/x", [1]));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        Assert.Equal(0x87, (await device.ReadAsync()).Body()[2]);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(bridge, $"/topics/{Own}", "Bearer " + token)).StatusCode);
        Assert.Equal(["acme/d1", "acme/d1"], bridge.Log.Records.Select(r => r.Key()));
    }

    [Fact]
    public async Task Without_other_tokens_the_bridge_s_own_count_all_the_same()
    {
        await using var bridge = await TestBridge.StartAsync(o => Plain(o) with { Access = new AccessOptions { DeviceKeysFile = _files.At("device.keys"), SessionKeyFile = _files.At("session.pem"), SessionFor = TimeSpan.FromMinutes(5) } });
        var (_, json) = await AskAsync(bridge, Basic("acme/d1", Password("d1")));
        Assert.Equal(300, json.GetProperty("expires_in").GetInt32());
        Assert.Equal(("serverlessiot-bridge", "serverlessiot-bridge"), (Text(Claims(Token(json)), "iss"), Text(Claims(Token(json)), "aud")));
        Assert.Equal(0, await OutcomeAsync(bridge, Token(json)));
    }

    [Theory]
    [InlineData("?seconds=60", HttpStatusCode.OK)]
    [InlineData("?seconds=86400", HttpStatusCode.OK)]
    [InlineData("?seconds=86401", HttpStatusCode.BadRequest)]
    [InlineData("?seconds=0", HttpStatusCode.BadRequest)]
    [InlineData("?seconds=-1", HttpStatusCode.BadRequest)]
    [InlineData("?seconds=", HttpStatusCode.BadRequest)]
    [InlineData("?seconds=60&seconds=60", HttpStatusCode.BadRequest)]
    [InlineData("/", HttpStatusCode.NotFound)]
    [InlineData("s", HttpStatusCode.NotFound)]
    public async Task A_device_may_say_for_how_long_up_to_a_day(string query, HttpStatusCode expected)
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var (status, json) = await AskAsync(bridge, Basic("acme/d1", Password("d1")), query);
        Assert.Equal(expected, status);
        if (status == HttpStatusCode.OK)
            Assert.Equal(query[9..], $"{json.GetProperty("expires_in").GetInt32()}");
    }

    [Fact]
    public async Task Who_is_not_in_or_is_no_device_gets_none_and_without_a_key_nobody()
    {
        await using var bridge = await TestBridge.StartAsync(o => Plain(o) with { Access = Plain(o).Access with { Users = new Dictionary<string, string> { ["gate"] = "secret" }, UserTenants = new Dictionary<string, string> { ["gate"] = "acme" } } });
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(bridge, Basic("acme/d1", Password("d2")))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(bridge, null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(bridge, "Bearer ey.ey.ey")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(bridge, Basic("gate", "secret"))).Status);
        using var client = new HttpClient();
        using var get = await client.GetAsync(new Uri($"http://127.0.0.1:{bridge.Server.IngestPort}/token"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        await using var without = await TestBridge.StartAsync(o => Plain(o) with { Access = Plain(o).Access with { SessionKeyFile = null } });
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(without, Basic("acme/d1", Password("d1")))).Status);
    }

    [Fact]
    public async Task It_never_outlives_what_it_was_got_with()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600;
        var token = _files.Token(AccessFiles.Claims(expires: end));
        for (var i = 0; i < 4; i++)
        {
            var (_, json) = await AskAsync(bridge, "Bearer " + token, "?seconds=86400");
            token = Token(json);
            Assert.Equal(end, Claims(token).GetProperty("exp").GetInt64());
        }
        // What counts only because clocks may be apart makes no new one.
        var late = _files.Token(AccessFiles.Claims(expires: TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(bridge, "Bearer " + late)).Status);
    }

    [Fact]
    public async Task A_ban_of_the_device_ends_its_session()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var token = Token((await AskAsync(bridge, Basic("acme/d1", Password("d1")))).Json);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Connect(token));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        await File.WriteAllTextAsync(_files.Bans, "acme/d1\n");
        Assert.Equal(0x87, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        Assert.Equal(0x8A, await OutcomeAsync(bridge, token));
    }

    [Fact]
    public async Task The_revocation_of_the_certificate_ends_the_sessions_made_from_it()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { IngestPort = 0, Access = _files.Options with { SessionKeyFile = _files.At("session.pem") } });
        using var certificate = _files.Certificate("acme", "d1");
        using var neighbours = _files.Certificate("acme", "d2");
        var token = await ByCertificateAsync(bridge, certificate);
        var chained = await ByCertificateAsync(bridge, certificate, token);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Connect(token));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        Assert.Equal(1, _files.Authority.Revoke(new DeviceIdentity("acme", "d1")));
        var end = Assert.Single(await device.ReadToEndAsync());
        Assert.Equal((0xE0, 0x87), (end[0], end.Body()[0]));
        Assert.Equal((0x86, 0x86), (await OutcomeAsync(bridge, token), await OutcomeAsync(bridge, chained)));
        Assert.Equal(0, await OutcomeAsync(bridge, await ByCertificateAsync(bridge, neighbours), "d2"));
        // A bridge that cannot know whether the certificate still counts does not take its tokens.
        await using var elsewhere = await TestBridge.StartAsync(Plain);
        Assert.Equal(0x86, await OutcomeAsync(elsewhere, token));
    }

    [Fact]
    public async Task A_new_key_signs_at_once_and_an_old_one_counts_while_it_is_in_the_file()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var old = Token((await AskAsync(bridge, Basic("acme/d1", Password("d1")))).Json);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_files.At("session.pem"), next.ExportPkcs8PrivateKeyPem() + "\n" + _key.ExportPkcs8PrivateKeyPem());
        await Eventually.True(async () => Kid(Token((await AskAsync(bridge, Basic("acme/d1", Password("d1")))).Json)) != Kid(old));
        Assert.Equal(0, await OutcomeAsync(bridge, old));
        await File.WriteAllTextAsync(_files.At("session.pem"), next.ExportPkcs8PrivateKeyPem());
        await Eventually.True(async () => await OutcomeAsync(bridge, old) == 0x86);
        Assert.Equal(0, await OutcomeAsync(bridge, Token((await AskAsync(bridge, Basic("acme/d1", Password("d1")))).Json)));
    }

    [Fact]
    public async Task A_token_that_was_changed_or_was_signed_by_another_counts_for_nothing()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var token = Token((await AskAsync(bridge, Basic("acme/d1", Password("d1")))).Json);
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        string Forged(string text) => $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.{parts[2]}";
        // The issuer of other tokens cannot sign under the bridge's name for a key.
        var foreign = _files.Token(AccessFiles.Claims(), key: Kid(token));
        foreach (var text in new[] { Forged(claims.Replace("\"d1\"", "\"d2\"", StringComparison.Ordinal)), Forged(claims.Replace("\"exp\":", "\"exp\":9", StringComparison.Ordinal)), $"{parts[0]}.{parts[1]}.", token[..^4] + "AAAA", foreign })
            Assert.Equal(0x86, await OutcomeAsync(bridge, text));
        Assert.Equal(0, await OutcomeAsync(bridge, token));
    }

    [Fact]
    public async Task It_is_in_the_audit_file_and_costs_of_the_device_s_rate()
    {
        await using (var bridge = await TestBridge.StartAsync(o => Plain(o) with { Access = Plain(o).Access with { AuditFile = _files.At("audit"), DeviceMessagesPerSecond = 1 } }))
        {
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < 14; i++)
                answers.Add((await AskAsync(bridge, Basic("acme/d1", Password("d1")))).Status);
            Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, 10), answers.Take(10));
            Assert.Contains(HttpStatusCode.TooManyRequests, answers.Skip(10)); // a second on one more may be given
        }
        var lines = await File.ReadAllTextAsync(_files.At("audit"));
        Assert.Contains("\"kind\":\"token\",\"who\":\"acme/d1\",\"address\":\"127.0.0.1\",\"why\":\"a session token for 3600 s\"", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("ey", lines, StringComparison.Ordinal);
    }

    private BridgeOptions Plain(BridgeOptions options) =>
        options with { IngestPort = 0, Access = _files.Options with { ClientCaFile = null, RevocationFile = null, SessionKeyFile = _files.At("session.pem") } };

    private string Password(string device) => _files.Keys.PasswordOf(new DeviceIdentity("acme", device));
}
