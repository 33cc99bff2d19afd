using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access;

public sealed class LimitTests : IDisposable
{
    private readonly AccessFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Ten_seconds_worth_may_come_at_once_and_then_one_after_the_other()
    {
        var time = new StoppedTime();
        var limit = new RateLimit(5, 0, time);
        for (var i = 0; i < 50; i++)
            Assert.Equal(TimeSpan.Zero, limit.Take(1_000));
        Assert.Equal(0.2, limit.Take(1_000).TotalSeconds, 3);
        time.Advance(1);
        Assert.Equal(TimeSpan.Zero, limit.Take(1_000));
    }

    [Fact]
    public void A_message_larger_than_all_that_is_left_passes_and_is_waited_for()
    {
        var limit = new RateLimit(0, 100, new StoppedTime());
        Assert.Equal(40, limit.Take(5_000).TotalSeconds, 3);
    }

    [Fact]
    public async Task A_device_over_its_limit_is_read_more_slowly_and_loses_nothing()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { Access = new AccessOptions { AllowAnonymous = true, DeviceMessagesPerSecond = 5 } });
        using var device = await bridge.ConnectAsync(4);
        for (var i = 1; i <= 65; i++)
            await device.SendAsync(Bytes.Publish(4, 1, i, TestBridge.Topic, [(byte)i]));
        for (var i = 1; i <= 65; i++)
            Assert.Equal([0x40, 2, 0, (byte)i], await device.ReadAsync());
        Assert.Equal(65, bridge.Log.Records.Count);
        // 50 may come at once; while the others come, the bucket fills again.
        Assert.Matches("serverlessiot_bridge_messages_slowed_total ([1-9]|1[0-5])\n", (await bridge.GetAsync("/metrics")).Text);
        // Others are not held up by it.
        await bridge.OtherDeviceSettlesAsync();
    }

    [Fact]
    public async Task A_tenant_has_only_so_many_connections_and_gets_them_back()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { Access = _files.Options with { TenantConnections = 2 } });
        using var one = await RawDevice.OpenAsync(bridge.Port);
        Assert.Equal(0, await ConnectAsync(one, "acme", "d1"));
        using var two = await RawDevice.OpenAsync(bridge.Port);
        Assert.Equal(0, await ConnectAsync(two, "acme", "d2"));
        using var three = await RawDevice.OpenAsync(bridge.Port);
        Assert.Equal(0x97, await ConnectAsync(three, "acme", "d3"));
        using var elsewhere = await RawDevice.OpenAsync(bridge.Port);
        Assert.Equal(0, await ConnectAsync(elsewhere, "other", "d1"));
        await two.SendAsync(Bytes.Disconnect);
        Assert.Empty(await two.ReadToEndAsync());
        await Eventually.True(async () =>
        {
            using var again = await RawDevice.OpenAsync(bridge.Port);
            return await ConnectAsync(again, "acme", "d3") == 0;
        });
    }

    private async Task<int> ConnectAsync(RawDevice device, string tenant, string name)
    {
        await device.SendAsync(Bytes.Connect(5, name, flags: 0xC2, rest: [Bytes.Text($"{tenant}/{name}"), Bytes.Text(_files.Keys.PasswordOf(new DeviceIdentity(tenant, name)))]));
        return (await device.ReadAsync()).Body()[1];
    }

    private sealed class StoppedTime : TimeProvider
    {
        private long _now = 1;

        public override long GetTimestamp() => _now;

        public void Advance(double seconds) => _now += (long)(seconds * TimestampFrequency);
    }
}
