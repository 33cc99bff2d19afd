using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Mqtt.Subscribing;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Access;

/// <summary>A device publishes under its own tenant and name only, and hears its own commands only.</summary>
public sealed class IsolationTests : IDisposable
{
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_device_s_own_topic_is_stored_and_another_s_is_refused()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await ConnectAsync(bridge, "acme", "d1");
        await device.SendAsync(
            Bytes.Publish(5, 1, 1, "acme/site/d1/telemetry/temperature", [1]), Bytes.Publish(5, 1, 2, "acme/site/d2/telemetry/temperature", [2]),
            Bytes.Publish(5, 1, 3, "other/site/d1/telemetry/temperature", [3]), Bytes.Publish(5, 1, 4, "sensors/d1/temperature", [4]));
        var acks = new List<byte[]>();
        while (acks.Count < 4)
            acks.Add(await device.ReadAsync());
        Assert.Equal([0x00, 0x87, 0x87, 0x87], acks.Select(a => a.Body().Length > 2 ? a.Body()[2] : (byte)0));
        Assert.Equal("acme/d1", Assert.Single(bridge.Log.Records).Key());
    }

    [Fact]
    public async Task A_will_on_another_s_topic_is_refused_with_the_connection()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        var password = _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"));
        byte[][] rest = [Bytes.Will(5, "acme/site/d2/telemetry/x", "gone"), Bytes.Text("acme/d1"), Bytes.Text(password)];
        await device.SendAsync(Bytes.Connect(5, flags: 0xC6, rest: rest));
        Assert.Equal(0x87, (await device.ReadAsync()).Body()[1]);
    }

    [Fact]
    public async Task The_client_identifier_must_be_the_device()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Connect("d2", "acme", "d1"));
        Assert.Equal(0x85, (await device.ReadAsync()).Body()[1]);
    }

    [Fact]
    public async Task Devices_of_one_name_in_two_tenants_do_not_end_each_other()
    {
        await using var bridge = await TestBridge.StartAsync(_files.Bridge);
        using var one = await ConnectAsync(bridge, "acme", "d1");
        using var other = await ConnectAsync(bridge, "other", "d1");
        Assert.Empty(await one.SettleAsync());
        Assert.Empty(await other.SettleAsync());
        using var newer = await ConnectAsync(bridge, "acme", "d1");
        Assert.Equal(0x8E, Assert.Single(await one.ReadToEndAsync()).Body()[0]);
        Assert.Empty(await other.SettleAsync());
    }

    /// <summary>100,000 generated attempts to get at another tenant's or device's data, of which none may succeed.</summary>
    [Fact]
    public void Of_100000_attempts_at_what_belongs_to_others_none_succeeds()
    {
        var random = new Random(11);
        var map = new TopicMap(DefaultTopicMap.Entries, "demo");
        string[] names = ["acme", "acm", "acmee", "ACME", "other", "demo", "d1", "d11", "d", "D1", "+", "#", "$share", "..", "acme/d1", " d1", "d1 ", "%2F", "é", "é", "{device}", "telemetry", "commands", "site", "temperature", "sensors", "devices", "lights"];
        var identity = new DeviceIdentity("acme", "d1");
        var leaks = new List<string>();
        var tried = 0;
        while (tried < 100_000)
        {
            var text = Text(random, names);
            if (map.Find(text) is { } route && (route.Tenant, route.Device) != ("acme", "d1"))
            {
                tried++;
                if (identity.Owns(route))
                    leaks.Add($"publish {text}");
            }
            var filter = random.Next(3) == 0 ? "commands/" + text : text;
            if (filter.Split('/') is not ["commands", "d1", ..])
            {
                tried++;
                if (CommandTopics.Refusal(filter, "d1") is null)
                    leaks.Add($"subscribe {filter}");
            }
        }
        Assert.Empty(leaks);
        Assert.True(identity.Owns(map.Find("acme/site/d1/telemetry/temperature")!));
        Assert.Null(CommandTopics.Refusal("commands/d1", "d1"));
    }

    private static string Text(Random random, string[] names) =>
        random.Next(3) == 0
            ? $"{names[random.Next(names.Length)]}/site/{names[random.Next(names.Length)]}/telemetry/temperature"
            : string.Join('/', Enumerable.Range(0, 1 + random.Next(5)).Select(_ => names[random.Next(names.Length)]));

    private byte[] Connect(string client, string tenant, string device) => Bytes.Connect(
        5, client, flags: 0xC2, rest: [Bytes.Text($"{tenant}/{device}"), Bytes.Text(_files.Keys.PasswordOf(new DeviceIdentity(tenant, device)))]);

    private async Task<RawDevice> ConnectAsync(TestBridge bridge, string tenant, string device)
    {
        var raw = await RawDevice.OpenAsync(bridge.Port);
        await raw.SendAsync(Connect(device, tenant, device));
        Assert.Equal(0, (await raw.ReadAsync()).Body()[1]);
        return raw;
    }
}
