using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Tests.Access;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public sealed class PresenceTests : IDisposable
{
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_device_that_comes_and_goes_is_said_to()
    {
        await using var bridge = await StartAsync();
        using var device = await ConnectAsync(bridge, 2);
        await device.SendAsync(Bytes.Disconnect);
        Assert.Equal(["acme/d1 connected", "acme/d1 disconnected"], await PresenceAsync(bridge, 2));
    }

    [Fact]
    public async Task A_lost_connection_without_a_will_is_said_too()
    {
        await using var bridge = await StartAsync();
        (await ConnectAsync(bridge, 2)).Dispose();
        Assert.Equal(["acme/d1 connected", "acme/d1 disconnected"], await PresenceAsync(bridge, 2));
    }

    [Fact]
    public async Task A_will_says_it_by_itself()
    {
        await using var bridge = await StartAsync();
        (await ConnectAsync(bridge, 6, Bytes.Will(5, "acme/site/d1/telemetry/state", "gone"))).Dispose();
        Assert.Equal(["acme/d1 connected", "acme/d1 will"], await PresenceAsync(bridge, 2));
    }

    [Fact]
    public async Task A_newer_connection_does_not_make_the_device_leave()
    {
        await using var bridge = await StartAsync();
        using var older = await ConnectAsync(bridge, 2);
        using var newer = await ConnectAsync(bridge, 2);
        await older.ReadToEndAsync();
        await newer.SendAsync(Bytes.Disconnect);
        Assert.Equal(["acme/d1 connected", "acme/d1 connected", "acme/d1 disconnected"], await PresenceAsync(bridge, 3));
    }

    [Fact]
    public async Task Of_somebody_who_gave_no_credentials_nothing_is_said()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { Presence = true });
        using (var device = await bridge.ConnectAsync(5))
            await device.SendAsync(Bytes.Publish(5, 1, 1, TestBridge.Topic, [1]));
        await bridge.Log.WaitAsync(1);
        await bridge.OtherDeviceSettlesAsync();
        Assert.Single(bridge.Log.Records);
    }

    private static async Task<IEnumerable<string>> PresenceAsync(TestBridge bridge, int count) =>
        (await bridge.Log.WaitAsync(count)).Select(record => $"{record.Key()} {record.Header(LogHeaders.Type)!.Split('.')[^1]}");

    private Task<TestBridge> StartAsync() => TestBridge.StartAsync(o => _files.Bridge(o) with { Presence = true });

    private async Task<RawDevice> ConnectAsync(TestBridge bridge, byte flags, params byte[] will)
    {
        var device = await RawDevice.OpenAsync(bridge.Port);
        var password = _files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"));
        await device.SendAsync(Bytes.Connect(5, flags: (byte)(flags | 0xC0), rest: [will, Bytes.Text("acme/d1"), Bytes.Text(password)]));
        Assert.Equal(0, (await device.ReadAsync()).Body()[1]);
        return device;
    }
}
