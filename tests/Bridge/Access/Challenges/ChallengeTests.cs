using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

/// <summary>Enhanced authentication over real sockets: the key never travels.</summary>
public sealed class ChallengeTests : IDisposable
{
    private const string Own = "acme/site/d1/telemetry/temperature";
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Who_answers_the_challenge_comes_in_under_its_own_name()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await ConnectAsync(bridge);
        await device.SendAsync(Bytes.Publish(5, 1, 7, Own, [1]), Bytes.Publish(5, 1, 8, "acme/site/d2/telemetry/temperature", [1]));
        Assert.Equal([0x40, 2, 0, 7], await device.ReadAsync());
        Assert.Equal(0x87, (await device.ReadAsync()).Body()[2]);
        Assert.Equal("acme/d1", Assert.Single(bridge.Log.Records).Key());
    }

    [Fact]
    public async Task An_older_group_key_still_answers()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        var password = Password("acme", "d1");
        var lines = await File.ReadAllLinesAsync(_files.At("device.keys"));
        await File.WriteAllLinesAsync(_files.At("device.keys"), [lines[2], lines[1]]);
        await Eventually.True(async () => await OutcomeAsync(bridge, "acme/d1", Password("acme", "d1")) == 0);
        Assert.NotEqual(password, Password("acme", "d1"));
        Assert.Equal(0, await OutcomeAsync(bridge, "acme/d1", password));
    }

    [Fact]
    public async Task A_wrong_proof_is_never_let_in()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        Assert.Equal(0x86, await OutcomeAsync(bridge, "acme/d1", Password("acme", "d2")));
        Assert.Equal(0x86, await OutcomeAsync(bridge, "acme/d1", ""));
        Assert.Equal(0x86, await OutcomeAsync(bridge, "acme/+", Password("acme", "+")));
        Assert.Equal(0x85, await OutcomeAsync(bridge, "acme/d2", Password("acme", "d2")));
        Func<string, string>[] changes =
        [
            text => text.Replace("c=biws", "c=eSws", StringComparison.Ordinal),
            text => text.Replace(",r=", ",r=x", StringComparison.Ordinal),
            text => text[..^4] + "AAA=",
            text => text.Replace(",p=", ",x=1,p=", StringComparison.Ordinal),
            text => text[..text.IndexOf(",p=", StringComparison.Ordinal)],
            _ => "",
        ];
        foreach (var change in changes)
            Assert.Equal(0x86, await OutcomeAsync(bridge, "acme/d1", Password("acme", "d1"), change));
        Assert.Equal(0, await OutcomeAsync(bridge, "acme/d1", Password("acme", "d1")));
        Assert.Empty(bridge.Log.Records);
    }

    /// <summary>A thousand answers with something changed in them, each to a challenge of its own.</summary>
    [Fact]
    public async Task Of_1000_forged_answers_none_is_accepted()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        var random = new Random(9);
        var password = Password("acme", "d1");
        for (var i = 0; i < 1_000; i++)
        {
            var outcome = await OutcomeAsync(bridge, "acme/d1", password, text =>
            {
                var bytes = System.Text.Encoding.ASCII.GetBytes(text);
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(7));
                return System.Text.Encoding.ASCII.GetString(bytes);
            });
            Assert.Equal(0x86, outcome);
        }
        Assert.Equal(0, await OutcomeAsync(bridge, "acme/d1", password));
    }

    [Fact]
    public async Task A_proof_counts_for_its_own_challenge_only()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        var scram = new ScramDevice("acme/d1", Password("acme", "d1"));
        using var one = await RawDevice.OpenAsync(bridge.Port);
        await one.SendAsync(scram.Connect("d1"));
        var answer = scram.Answer(await one.ReadAsync());
        using var other = await RawDevice.OpenAsync(bridge.Port);
        await other.SendAsync(scram.Connect("d1"));
        ScramDevice.Challenge(await other.ReadAsync());
        await other.SendAsync(answer);
        Assert.Equal(0x86, (await other.ReadAsync()).Body()[1]);
    }

    [Fact]
    public async Task The_challenge_does_not_say_whether_there_is_such_a_device()
    {
        await File.WriteAllTextAsync(_files.Bans, "acme/banned\n");
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        var salts = new HashSet<string>();
        foreach (var user in new[] { "acme/d1", "acme/banned", "nobody", "acme/+", "a/b/c", "d,=1" })
        {
            var (first, second) = (await ChallengeAsync(bridge, user), await ChallengeAsync(bridge, user));
            Assert.Equal((first['s'], "4096", 16), (second['s'], first['i'], Convert.FromBase64String(first['s']).Length));
            Assert.NotEqual(first['r'], second['r']);
            Assert.True(salts.Add(first['s']));
        }
    }

    [Fact]
    public async Task Wrong_proofs_count_as_wrong_credentials_and_close_the_address()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { FailuresToRefuse = 3 } });
        for (var i = 0; i < 3; i++)
            Assert.Equal(0x86, await OutcomeAsync(bridge, "acme/d1", "guess"));
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(new ScramDevice("acme/d1", Password("acme", "d1")).Connect("d1"));
        Assert.Equal((0x20, 0x8A), await FirstAsync(device));
    }

    [Fact]
    public async Task A_banned_device_is_told_so_when_it_has_answered()
    {
        await File.WriteAllTextAsync(_files.Bans, "acme/d1\n");
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        Assert.Equal(0x86, await OutcomeAsync(bridge, "acme/d1", "guess"));
        Assert.Equal(0x8A, await OutcomeAsync(bridge, "acme/d1", Password("acme", "d1")));
    }

    [Fact]
    public async Task Nothing_but_the_answer_may_follow_a_challenge_and_not_for_long()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { ConnectTimeout = TimeSpan.FromSeconds(5) });
        byte[][] others = [Bytes.Ping, Bytes.Publish(5, 1, 1, Own, [1]), Bytes.Connect(5, "d1"), Bytes.Subscribe(5, 1, ("commands/d1", 1)), []];
        foreach (var packet in others)
        {
            using var device = await ChallengedAsync(bridge);
            await device.SendAsync(packet);
            Assert.Empty(await device.ReadToEndAsync());
        }
        Assert.Empty(bridge.Log.Records);
    }

    [Theory]
    [MemberData(nameof(BadAuths))]
    public async Task A_malformed_answer_is_refused(string name, byte[] packet, byte reason)
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await ChallengedAsync(bridge);
        await device.SendAsync(packet);
        Assert.Equal((name, 0x20, reason), (name, (await FirstAsync(device)).Type, device.Last.Body()[1]));
        Assert.Empty(await device.ReadToEndAsync());
        using var later = await ConnectAsync(bridge);
        await later.SendAsync(packet);
        Assert.Equal((name, 0xE0, reason == 0x86 ? 0x82 : reason), (name, (int)(await later.ReadAsync())[0], (int)later.Last.Body()[0]));
    }

    public static TheoryData<string, byte[], byte> BadAuths() => new()
    {
        { "nothing", [0xF0, 0], 0x82 },
        { "success", ScramDevice.Auth(0, []), 0x82 },
        { "an unknown reason", ScramDevice.Auth(0x87, []), 0x82 },
        { "no properties", [0xF0, 1, 0x18], 0x82 },
        { "no method", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x16, 0, 1, 1])), 0x82 },
        { "another method", ScramDevice.Auth(0x18, [1], "PLAIN"), 0x82 },
        { "the method twice", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x15, .. Bytes.Text("SCRAM-SHA-256")], [0x15, .. Bytes.Text("SCRAM-SHA-256")])), 0x82 },
        { "the data twice", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x15, .. Bytes.Text("SCRAM-SHA-256")], [0x16, 0, 1, 1], [0x16, 0, 1, 1])), 0x82 },
        { "a property of CONNECT", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x21, 0, 1])), 0x82 },
        { "an unknown property", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x2B, 0])), 0x81 },
        { "properties that are cut off", Bytes.Packet(0xF0, [0x18], [50]), 0x81 },
        { "data that is cut off", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x16, 0, 9, 1])), 0x81 },
        { "a method in bad UTF-8", Bytes.Packet(0xF0, [0x18], Bytes.Properties([0x15, 0, 2, 0xC0, 0xAF])), 0x81 },
        { "bytes behind it", [.. Bytes.Packet(0xF0, [0x18], ScramDevice.Properties("SCRAM-SHA-256", [1]), [7])], 0x81 },
        { "no data", ScramDevice.Auth(0x18, null), 0x86 },
        { "data that is no message", ScramDevice.Auth(0x18, [0, 1, 2]), 0x86 },
        { "data that is too long", ScramDevice.Auth(0x18, new byte[2_000]), 0x86 },
    };

    [Theory]
    [InlineData("PLAIN", "n,,n=acme/d1,r=12345678", 0x8C)]
    [InlineData("scram-sha-256", "n,,n=acme/d1,r=12345678", 0x8C)]
    [InlineData("", "n,,n=acme/d1,r=12345678", 0x8C)]
    [InlineData("SCRAM-SHA-256", null, 0x86)]
    [InlineData("SCRAM-SHA-256", "p=tls-unique,,n=acme/d1,r=12345678", 0x86)]
    public async Task A_first_message_that_cannot_be_used_is_refused(string method, string? first, byte reason)
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, properties: ScramDevice.Properties(method, first is null ? null : System.Text.Encoding.ASCII.GetBytes(first))));
        Assert.Equal((0x20, reason), await FirstAsync(device));
    }

    [Fact]
    public async Task Data_without_a_method_is_a_protocol_error()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, properties: Bytes.Properties([0x16, 0, 1, 1])));
        Assert.Equal((0x20, 0x82), await FirstAsync(device));
    }

    [Fact]
    public async Task Beside_a_certificate_both_must_be_the_device_s()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { RequireClientCertificate = true } });
        Assert.Equal(0x87, await OutcomeAsync(bridge, "acme/d1", Password("acme", "d1")));
        foreach (var (name, code) in new[] { ("d1", 0), ("d2", 0x86) })
        {
            using var certificate = _files.Certificate("acme", name);
            await using var device = await TlsDevice.OpenAsync(bridge.Server.TlsPort!.Value, certificate);
            var scram = new ScramDevice("acme/d1", Password("acme", "d1"));
            await device.SendAsync(scram.Connect("d1"));
            await device.SendAsync(scram.Answer(await PacketAsync(device)));
            Assert.Equal(code, (await PacketAsync(device)).Body()[1]);
        }
    }

    private static async Task<byte[]> PacketAsync(TlsDevice device)
    {
        var head = await device.ReadAsync(2);
        byte[] more = (head[1] & 0x80) != 0 ? await device.ReadAsync(1) : [];
        var length = (head[1] & 0x7F) + (more.Length > 0 ? more[0] << 7 : 0);
        return [.. head, .. more, .. await device.ReadAsync(length)];
    }

    private string Password(string tenant, string device) => _files.Keys.PasswordOf(new DeviceIdentity(tenant, device));

    private Task<RawDevice> ConnectAsync(TestBridge bridge) => new ScramDevice("acme/d1", Password("acme", "d1")).ConnectAsync(bridge, "d1");

    private static async Task<RawDevice> ChallengedAsync(TestBridge bridge)
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(new ScramDevice("acme/d1", "").Connect("d1"));
        ScramDevice.Challenge(await device.ReadAsync());
        return device;
    }

    private static async Task<Dictionary<char, string>> ChallengeAsync(TestBridge bridge, string user)
    {
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(new ScramDevice(user, "").Connect("d1"));
        return ScramDevice.Challenge(await device.ReadAsync());
    }

    /// <summary>CONNACK's reason.</summary>
    private static async Task<int> OutcomeAsync(TestBridge bridge, string user, string password, Func<string, string>? change = null)
    {
        var scram = new ScramDevice(user, password);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(scram.Connect("d1"));
        await device.SendAsync(scram.Answer(await device.ReadAsync(), change));
        return (await FirstAsync(device)).Reason;
    }

    private static async Task<(int Type, int Reason)> FirstAsync(RawDevice device)
    {
        var packet = await device.ReadAsync();
        return (packet[0], packet.Body()[1]);
    }
}
