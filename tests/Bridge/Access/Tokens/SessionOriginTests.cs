using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Authority;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Access.Challenges;
using ServerlessIot.Bridge.Tests.Devices;
using static ServerlessIot.Bridge.Tests.Access.Tokens.SessionClient;

namespace ServerlessIot.Bridge.Tests.Access.Tokens;

/// <summary>What a session was made from is taken away while it goes on: group keys, authorities, keys of token issuers, session keys.</summary>
public sealed class SessionOriginTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);
    private static readonly DeviceIdentity Device = new("acme", "d1");
    private readonly AccessFiles _files = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SessionOriginTests() => File.WriteAllText(_files.At("session.pem"), _key.ExportPkcs8PrivateKeyPem());

    public void Dispose()
    {
        _key.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_group_key_that_leaves_takes_along_all_that_came_by_it(bool replaced)
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var (leaving, staying) = (Passwords("d1"), Passwords("d2"));
        var token = Token((await AskAsync(bridge, Basic("acme/d1", leaving[0]))).Json);
        var chained = Token((await AskAsync(bridge, "Bearer " + token)).Json);
        using var byToken = await EnterAsync(bridge, Connect(chained));
        using var byKey = await EnterAsync(bridge, ByKey("d3", Passwords("d3")[0]));
        using var byProof = await new ScramDevice("acme/d4", Passwords("d4")[0]).ConnectAsync(bridge, "d4");
        var good = Token((await AskAsync(bridge, Basic("acme/d2", staying[1]))).Json);
        using var neighbour = await EnterAsync(bridge, Connect(good, "d2"));

        var lines = await File.ReadAllLinesAsync(_files.At("device.keys"));
        var since = TimeProvider.System.GetTimestamp();
        await File.WriteAllLinesAsync(_files.At("device.keys"), replaced ? [Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), lines[2]] : [lines[2]]);
        foreach (var device in new[] { byToken, byKey, byProof })
        {
            var end = Assert.Single(await device.ReadToEndAsync());
            Assert.Equal((0xE0, 0x87), (end[0], end.Body()[0]));
        }
        Assert.InRange(TimeProvider.System.GetElapsedTime(since), TimeSpan.Zero, Promised);
        Assert.Equal((0x86, 0x86), (await OutcomeAsync(bridge, token), await OutcomeAsync(bridge, chained)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(bridge, "Bearer " + token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(bridge, "/topics/acme/site/d1/telemetry/x", "Bearer " + chained)).StatusCode);
        await neighbour.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await neighbour.ReadAsync());
        Assert.Equal(0, await OutcomeAsync(bridge, good, "d2"));
    }

    [Fact]
    public async Task A_new_group_key_before_the_old_one_ends_nothing()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var token = Token((await AskAsync(bridge, Basic("acme/d1", Passwords("d1")[0]))).Json);
        using var device = await EnterAsync(bridge, Connect(token));
        var (lines, added) = (await File.ReadAllLinesAsync(_files.At("device.keys")), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await File.WriteAllLinesAsync(_files.At("device.keys"), [added, .. lines]);
        await Eventually.True(async () => (await AskAsync(bridge, Basic("acme/d2", Passwords("d2")[0]))).Status == HttpStatusCode.OK);
        // One whose key leaves afterwards ends: live connections have been looked at after the first change.
        using var other = await EnterAsync(bridge, ByKey("d3", Passwords("d3")[2]));
        await File.WriteAllLinesAsync(_files.At("device.keys"), [added, lines[1]]);
        Assert.Equal(0x87, Assert.Single(await other.ReadToEndAsync()).Body()[0]);
        Assert.Empty(await device.SettleAsync());
        Assert.Equal(0, await OutcomeAsync(bridge, token));
    }

    [Fact]
    public async Task An_authority_that_leaves_takes_along_its_certificates_and_their_tokens()
    {
        using var other = CertificateAuthority.Create(_files.At("other"), "other", TimeProvider.System);
        var (one, two) = (await File.ReadAllTextAsync(_files.At("ca/ca.pem")), await File.ReadAllTextAsync(_files.At("other/ca.pem")));
        await File.WriteAllTextAsync(_files.At("both.pem"), one + "\n" + two);
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { IngestPort = 0, Access = _files.Options with { ClientCaFile = _files.At("both.pem"), SessionKeyFile = _files.At("session.pem") } });
        using var leaving = _files.Certificate("acme", "d1");
        using var staying = AccessFiles.Held(other.Issue([new DeviceIdentity("acme", "d2")])[0]);
        var (token, good) = (await ByCertificateAsync(bridge, leaving), await ByCertificateAsync(bridge, staying));
        await using var device = await EnterAsync(bridge, leaving, "d1");
        await using var neighbour = await EnterAsync(bridge, staying, "d2");
        using var byToken = await EnterAsync(bridge, Connect(token));

        var since = TimeProvider.System.GetTimestamp();
        await File.WriteAllTextAsync(_files.At("both.pem"), two);
        Assert.Equal(0x87, Assert.Single(await byToken.ReadToEndAsync()).Body()[0]);
        Assert.Empty(await device.ReadAsync(1));
        Assert.InRange(TimeProvider.System.GetElapsedTime(since), TimeSpan.Zero, Promised);
        await neighbour.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await neighbour.ReadAsync(2));
        Assert.Equal((0x86, 0), (await OutcomeAsync(bridge, token), await OutcomeAsync(bridge, good, "d2")));
    }

    [Fact]
    public async Task A_token_key_that_is_replaced_under_its_id_takes_along_what_came_by_it()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var first = _files.Token(AccessFiles.Claims());
        var (token, good) = (Token((await AskAsync(bridge, "Bearer " + first)).Json), Token((await AskAsync(bridge, "Bearer " + _files.Token(AccessFiles.Claims(device: "d2"), "RS256"))).Json));
        using var byFirst = await EnterAsync(bridge, Connect(_files.Token(AccessFiles.Claims(device: "d3")), "d3"));
        using var bySession = await EnterAsync(bridge, Connect(token));
        using var neighbour = await EnterAsync(bridge, Connect(good, "d2"));
        using var strangers = new AccessFiles();
        var (keys, others) = (JsonDocument.Parse(await File.ReadAllTextAsync(_files.At("jwks.json"))), JsonDocument.Parse(await File.ReadAllTextAsync(strangers.At("jwks.json"))));
        await File.WriteAllTextAsync(_files.At("jwks.json"), JsonSerializer.Serialize(new { keys = new[] { others.RootElement.GetProperty("keys")[0], keys.RootElement.GetProperty("keys")[1] } }));
        Assert.Equal(0x87, Assert.Single(await byFirst.ReadToEndAsync()).Body()[0]);
        Assert.Equal(0x87, Assert.Single(await bySession.ReadToEndAsync()).Body()[0]);
        await neighbour.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await neighbour.ReadAsync());
        Assert.Equal((0x86, 0), (await OutcomeAsync(bridge, token), await OutcomeAsync(bridge, good, "d2")));
    }

    [Fact]
    public async Task A_session_key_that_leaves_takes_along_what_was_exchanged_for_its_tokens()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var old = Token((await AskAsync(bridge, Basic("acme/d1", Passwords("d1")[0]))).Json);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_files.At("session.pem"), next.ExportPkcs8PrivateKeyPem() + "\n" + _key.ExportPkcs8PrivateKeyPem());
        var exchanged = "";
        await Eventually.True(async () => Kid(exchanged = Token((await AskAsync(bridge, "Bearer " + old)).Json)) != Kid(old));
        using var device = await EnterAsync(bridge, Connect(exchanged));
        await File.WriteAllTextAsync(_files.At("session.pem"), next.ExportPkcs8PrivateKeyPem());
        Assert.Equal(0x87, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        Assert.Equal(0x86, await OutcomeAsync(bridge, exchanged));
    }

    [Fact]
    public async Task What_a_token_says_of_its_key_is_of_use_to_this_bridge_s_key_only()
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_files.At("another.pem"), another.ExportPkcs8PrivateKeyPem());
        await using var elsewhere = await TestBridge.StartAsync(o => Plain(o) with { Access = Plain(o).Access with { SessionKeyFile = _files.At("another.pem") } });
        var marks = new List<string>();
        foreach (var (asked, number) in new[] { (bridge, 0), (bridge, 1), (elsewhere, 0) })
            marks.Add(Assert.Single(Claims(Token((await AskAsync(asked, Basic("acme/d1", Passwords("d1")[number]))).Json)).GetProperty("behind").EnumerateArray()).GetString()!);
        Assert.Equal(3, marks.Distinct().Count());
        var key = Convert.FromBase64String((await File.ReadAllLinesAsync(_files.At("device.keys")))[1]);
        // What somebody could try who guesses at the key.
        foreach (var guess in new[] { SHA256.HashData(key), HMACSHA256.HashData(key, "\0mark\0"u8), HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Device.Name)) })
            Assert.DoesNotContain(Base64Url.EncodeToString(guess.AsSpan(0, 16)), marks);
    }

    [Theory]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"behind":[]}""")]
    [InlineData("""{"behind":"x"}""")]
    [InlineData("""{"behind":[1]}""")]
    [InlineData("""{"behind":["AAAAAAAAAAAAAAAAAAAAAA"]}""")]
    public async Task A_session_token_that_does_not_say_what_it_was_got_by_counts_for_nothing(string said)
    {
        await using var bridge = await TestBridge.StartAsync(Plain);
        var token = Token((await AskAsync(bridge, Basic("acme/d1", Passwords("d1")[0]))).Json);
        Assert.Equal(0, await OutcomeAsync(bridge, Signed(token, Claims(token).GetRawText())));
        var claims = Claims(token).EnumerateObject().Where(c => c.Name != "behind").Concat(JsonDocument.Parse(said).RootElement.EnumerateObject());
        Assert.Equal(0x86, await OutcomeAsync(bridge, Signed(token, JsonSerializer.Serialize(claims.ToDictionary(c => c.Name, c => c.Value)))));
    }

    [Fact]
    public async Task Of_a_fleet_behind_one_address_whose_tokens_have_lapsed_none_counts_as_a_guess()
    {
        await using var bridge = await TestBridge.StartAsync(o => Plain(o) with { Access = Plain(o).Access with { FailuresToRefuse = 3 } });
        var tokens = new List<string>();
        for (var i = 0; i < 5; i++)
            tokens.Add(Token((await AskAsync(bridge, Basic($"acme/d{i}", Passwords($"d{i}")[0]))).Json));
        var good = Passwords("d9")[1];
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var over = Claims(tokens[0]).EnumerateObject().ToDictionary(c => c.Name, c => c.Name == "exp" ? JsonSerializer.SerializeToElement(now - 3_600) : c.Value);
        for (var i = 0; i < 5; i++)
            Assert.Equal(0x86, await OutcomeAsync(bridge, Signed(tokens[0], JsonSerializer.Serialize(over)), "d0"));
        using (var device = await EnterAsync(bridge, ByKey("d0", Passwords("d0")[0])))
        {
            await File.WriteAllLinesAsync(_files.At("device.keys"), [(await File.ReadAllLinesAsync(_files.At("device.keys")))[2]]);
            Assert.Equal(0x87, Assert.Single(await device.ReadToEndAsync()).Body()[0]);
        }
        for (var i = 0; i < 5; i++)
            Assert.Equal(0x86, await OutcomeAsync(bridge, tokens[i], $"d{i}"));
        (await EnterAsync(bridge, ByKey("d9", good))).Dispose();
        // What the bridge has not signed does.
        for (var i = 0; i < 3; i++)
            Assert.Equal(0x86, await OutcomeAsync(bridge, tokens[i][..^4] + "AAAA", $"d{i}"));
        using var closed = await RawDevice.OpenAsync(bridge.Port);
        await closed.SendAsync(ByKey("d9", good));
        Assert.DoesNotContain(await closed.ReadToEndAsync(), packet => packet[0] == 0x20 && packet.Body()[1] == 0);
    }

    [Fact]
    public async Task An_authority_whose_certificate_is_renewed_keeps_its_devices_and_their_tokens()
    {
        using var other = CertificateAuthority.Create(_files.At("other"), "other", TimeProvider.System);
        using var one = X509Certificate2.CreateFromPemFile(_files.At("ca/ca.pem"), _files.At("ca/ca.key"));
        await File.WriteAllTextAsync(_files.At("both.pem"), one.ExportCertificatePem() + "\n" + await File.ReadAllTextAsync(_files.At("other/ca.pem")));
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { IngestPort = 0, Access = _files.Options with { ClientCaFile = _files.At("both.pem"), SessionKeyFile = _files.At("session.pem") } });
        using var staying = _files.Certificate("acme", "d1");
        using var leaving = AccessFiles.Held(other.Issue([new DeviceIdentity("acme", "d2")])[0]);
        using var third = _files.Certificate("acme", "d3");
        var (token, gone) = (await ByCertificateAsync(bridge, third), await ByCertificateAsync(bridge, leaving));
        await using var device = await EnterAsync(bridge, staying, "d1");
        using var byToken = await EnterAsync(bridge, Connect(token, "d3"));
        using var neighbour = await EnterAsync(bridge, Connect(gone, "d2"));

        using var key = one.GetECDsaPrivateKey()!;
        var request = new CertificateRequest(one.SubjectName, key, HashAlgorithmName.SHA256);
        foreach (var extension in one.Extensions)
            request.CertificateExtensions.Add(extension);
        using var renewed = request.CreateSelfSigned(one.NotBefore, one.NotAfter.AddYears(1));
        await File.WriteAllTextAsync(_files.At("both.pem"), renewed.ExportCertificatePem());
        // The other authority has left with the same change, so it has been looked at.
        Assert.Equal(0x87, Assert.Single(await neighbour.ReadToEndAsync()).Body()[0]);
        await device.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await device.ReadAsync(2));
        await byToken.SendAsync(Bytes.Ping);
        Assert.Equal([0xD0, 0], await byToken.ReadAsync());
        Assert.Equal(0, await OutcomeAsync(bridge, token, "d3"));
        await using var again = await EnterAsync(bridge, staying, "d1");
    }

    /// <summary>Other claims under the bridge's own key.</summary>
    private string Signed(string token, string claims)
    {
        var text = $"{token.Split('.')[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    private BridgeOptions Plain(BridgeOptions options) =>
        options with { IngestPort = 0, Access = _files.Options with { ClientCaFile = null, RevocationFile = null, SessionKeyFile = _files.At("session.pem") } };

    /// <summary>A device's password under every group key.</summary>
    private string[] Passwords(string device) => [.. _files.Keys.All.Select(key => key.PasswordOf(new DeviceIdentity("acme", device)))];

    private static byte[] ByKey(string device, string password) => Bytes.Connect(5, device, flags: 0xC2, rest: [Bytes.Text("acme/" + device), Bytes.Text(password)]);

    private static async Task<RawDevice> EnterAsync(TestBridge bridge, byte[] connect)
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(connect);
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        return device;
    }

    private static async Task<TlsDevice> EnterAsync(TestBridge bridge, X509Certificate2 certificate, string client)
    {
        var device = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, certificate);
        await device.SendAsync(Bytes.Connect(4, client));
        Assert.Equal([0x20, 2, 0, 0], await device.ReadAsync(4));
        return device;
    }
}
