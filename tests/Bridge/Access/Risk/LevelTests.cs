using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Coap;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Risk;

/// <summary>Levels on live connections, with a list that changes.</summary>
public sealed class LevelTests : IDisposable
{
    private const string Own = "acme/site/d1/telemetry/temperature";
    private readonly AccessFiles _files = new();

    public LevelTests() => Suspect("");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_device_of_little_trust_publishes_telemetry_and_does_nothing_else()
    {
        await using var bridge = await TestBridge.StartAsync(o => Bridge(o, night: true));
        bridge.Server.Commands.Open();
        using var device = await ConnectAsync(bridge);
        await device.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        Assert.Equal(1, (await device.ReadAsync())[^1]);
        Suspect("127.0.0.0/8");
        await LevelAsync("minimal, risk 0.6: night, suspicious address");

        bridge.Server.Commands.Offer(Given.Command("1", tenant: "acme"));
        await device.SendAsync(Bytes.Publish(5, 1, 2, Own, [1]));
        Assert.Equal([0x40, 2, 0, 2], await device.ReadAsync());
        await device.SendAsync(Bytes.Publish(5, 2, 3, Own, [1]));
        Assert.Equal((0x50, 0x87), ((await device.ReadAsync())[0], device.Last.Body()[2]));
        await device.SendAsync(Bytes.Publish(5, 1, 4, "replies/d1/1", [1]));
        Assert.Equal((0x40, 0x87), ((await device.ReadAsync())[0], device.Last.Body()[2]));
        await device.SendAsync(Bytes.Subscribe(5, 5, ("commands/d1/+", 1)));
        Assert.Equal(0x87, (await device.ReadAsync())[^1]);
        Assert.Single(bridge.Log.Records);

        // The command has waited, and comes when there is more trust.
        Suspect("");
        Assert.Equal(0x32, (await device.ReadAsync())[0]);
        await LevelAsync("restricted, risk 0.2: night");
    }

    [Fact]
    public async Task A_device_under_suspicion_has_a_tenth_of_its_rate_until_it_is_lifted()
    {
        await using var bridge = await TestBridge.StartAsync(o => Bridge(o, night: false));
        using var device = await ConnectAsync(bridge);
        Assert.Empty(await device.SettleAsync());
        Suspect("127.0.0.1");
        await LevelAsync("restricted, risk 0.4: suspicious address");
        var many = DeviceRates.MessagesWithoutLimit / 10 * 10;
        for (var i = 1; i <= many + 50; i++)
            await device.SendAsync(Bytes.Publish(5, 1, i, Own, [1]));
        for (var i = 1; i <= many + 50; i++)
            Assert.Equal(i, (await device.ReadAsync()).PacketId());
        Assert.DoesNotContain("messages_slowed_total 0\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        Suspect("");
        await LevelAsync("own, risk 0.0");
        var slowed = (await bridge.GetAsync("/metrics")).Text.Split('\n').Single(l => l.StartsWith("serverlessiot_bridge_messages_slowed_total ", StringComparison.Ordinal));
        for (var i = 1; i <= 300; i++)
            await device.SendAsync(Bytes.Publish(5, 1, i, Own, [1]));
        for (var i = 1; i <= 300; i++)
            Assert.Equal(i, (await device.ReadAsync()).PacketId());
        Assert.Contains(slowed + "\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_behaviour_costs_trust_and_the_next_connection_has_no_more()
    {
        await using var bridge = await TestBridge.StartAsync(o => Bridge(o, night: false));
        using (var device = await ConnectAsync(bridge))
        {
            for (var i = 1; i <= 5; i++)
                await device.SendAsync(Bytes.Publish(5, 1, i, "other/site/d1/telemetry/x", [1]));
            for (var i = 1; i <= 5; i++)
                Assert.Equal(0x87, (await device.ReadAsync()).Body()[2]);
            await device.SendAsync([0xC1, 0]);
            Assert.Equal(0x81, (await device.ReadAsync()).Body()[0]);
        }
        using var again = await ConnectAsync(bridge);
        await again.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        Assert.Equal(0x87, (await again.ReadAsync())[^1]);
        await LevelAsync("minimal, risk 0.6: odd behaviour");
        // Its neighbour is none the worse for it.
        using var neighbour = await ConnectAsync(bridge, "d2");
        await neighbour.SendAsync(Bytes.Subscribe(5, 1, ("commands/d2", 1)));
        Assert.Equal(1, (await neighbour.ReadAsync())[^1]);
    }

    [Fact]
    public async Task Requests_have_the_level_s_rate_too()
    {
        Suspect("127.0.0.1");
        await using var bridge = await TestBridge.StartAsync(o => Bridge(o, night: true) with { IngestPort = 0 });
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"acme/d1:{Password("d1")}")));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var content = new StringContent("[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]", new MediaTypeHeaderValue("application/json"));
            using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{bridge.Server.IngestPort}/topics/{Own}?batch=true"), content);
            answers.Add(answer.StatusCode);
        }
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task By_CoAP_a_device_of_little_trust_publishes_too_and_sees_and_hears_nothing()
    {
        Suspect("");
        await using var bridge = await TestBridge.StartAsync(o => Bridge(o, night: true) with { CoapPort = 0 });
        var (writer, reader) = (new CoapPeer(bridge), new CoapPeer(bridge));
        using (writer)
        using (reader)
        {
            (int, byte[])[] token = [.. Token().Chunk(200).Select(part => (15, Encoding.ASCII.GetBytes("token=" + new string(part))))];
            Assert.Equal("2.04", (await writer.AskAsync(CoapPeer.Con, CoapPeer.Post, 1, Own, "1", token)).Code);
            Assert.Equal("2.05", (await reader.AskAsync(CoapPeer.Con, CoapPeer.Get, 1, Own, "", [(6, []), .. token])).Code);
            Assert.Equal("4.01", (await writer.AskAsync(CoapPeer.Con, CoapPeer.Get, 2, Own, "", token[..1])).Code);
            Suspect("127.0.0.1");
            var id = 2;
            await Eventually.True(async () => (await writer.AskAsync(CoapPeer.Con, CoapPeer.Get, ++id, Own, "", token)).Code == "4.03");
            Assert.Equal("2.04", (await writer.AskAsync(CoapPeer.Con, CoapPeer.Post, ++id, Own, "2", token)).Code);
            // The observer would have heard of the second value before this answer.
            Assert.Equal("4.03", (await reader.AskAsync(CoapPeer.Con, CoapPeer.Get, 99, Own, "", token)).Code);
        }
    }

    [Fact]
    public async Task Without_the_setting_nothing_of_it_counts()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { CertificateFile = null, Access = _files.Options with { ClientCaFile = null, RevocationFile = null } });
        using var device = await ConnectAsync(bridge);
        for (var i = 1; i <= 20; i++)
            await device.SendAsync(Bytes.Publish(5, 1, i, "other/site/d1/telemetry/x", [1]));
        for (var i = 1; i <= 20; i++)
            await device.ReadAsync();
        await device.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        Assert.Equal(1, (await device.ReadAsync())[^1]);
    }

    [Fact]
    public void A_share_of_the_rate_keeps_what_is_left_in_proportion()
    {
        var time = new SetClock();
        var rates = new DeviceRates(new AccessOptions { DeviceMessagesPerSecond = 20 }, time);
        var rate = rates.Of("acme/d1", AccessLevel.Own)!;
        Assert.Equal(TimeSpan.FromSeconds(10), rate.Take(400, 0));
        Assert.Same(rate.Limit, rates.Of("acme/d1", AccessLevel.Restricted)!.Limit);
        Assert.InRange(rate.Debt().TotalSeconds, 9, 10);
        Assert.InRange(rates.Of("acme/d1", AccessLevel.Restricted)!.Debt().TotalSeconds, 9, 10);
        Assert.Null(new DeviceRates(new AccessOptions(), time).Of("acme/d1", AccessLevel.Own));
        Assert.Equal(TimeSpan.Zero, new DeviceRates(new AccessOptions(), time).Of("acme/d1", AccessLevel.Minimal)!.Take(10, 100_000));
    }

    [Fact]
    public void Who_asks_at_a_lower_level_takes_nothing_of_the_devices_own_rate_but_what_it_sends()
    {
        var rates = new DeviceRates(new AccessOptions { DeviceMessagesPerSecond = 20 }, new SetClock());
        var own = rates.Of("acme/d1", AccessLevel.Own)!;
        var minimal = rates.Of("acme/d1", AccessLevel.Minimal)!;
        Assert.Equal(TimeSpan.Zero, own.Take(100, 1 << 20));
        // 100 of 200 are left: one message at a hundredth.
        Assert.Equal(TimeSpan.Zero, minimal.Take(1, 0));
        Assert.InRange(own.Take(20, 0).TotalSeconds, 0.9, 1.1);
        Assert.InRange(minimal.Take(1, 0).TotalSeconds, 5.9, 6.1);
        // The bytes of the lower level count there only.
        Assert.InRange(minimal.Take(0, 1 << 20).TotalSeconds, 90, 110);
        Assert.InRange(own.Debt().TotalSeconds, 5.9, 6.1);
    }

    private BridgeOptions Bridge(BridgeOptions options, bool night)
    {
        var now = TimeProvider.System.GetUtcNow();
        var hours = string.Create(CultureInfo.InvariantCulture, $"{now.AddHours(-1):HH:mm}-{now.AddHours(2):HH:mm}+00:00");
        return options with
        {
            Access = new AccessOptions { DeviceKeysFile = _files.At("device.keys"), TokenKeysFile = _files.At("jwks.json"), TokenIssuer = AccessFiles.Issuer, TokenAudience = AccessFiles.Audience, Risk = true, RiskNight = night ? hours : "", SuspiciousFile = _files.At("suspicious"), AuditFile = _files.At("audit.jsonl") },
        };
    }

    private void Suspect(string line) => File.WriteAllText(_files.At("suspicious"), $"# suspicious\n{line}\n");

    private Task LevelAsync(string why) => Eventually.True(() => File.ReadAllLines(_files.At("audit.jsonl")).Any(l => l.Contains($"\"kind\":\"level\",\"who\":\"acme/d1\",\"address\":\"127.0.0.1\",\"why\":\"{why}\"", StringComparison.Ordinal)));

    private string Token() => _files.Token(AccessFiles.Claims());

    private string Password(string device) => _files.Keys.PasswordOf(new DeviceIdentity("acme", device));

    private async Task<RawDevice> ConnectAsync(TestBridge bridge, string name = "d1")
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, name, flags: 0xC2, rest: [Bytes.Text($"acme/{name}"), Bytes.Text(Password(name))]));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        return device;
    }
}
