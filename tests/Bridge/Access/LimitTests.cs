using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Access.Risk;
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
        await device.SendAsync([.. Enumerable.Range(1, 65).Select(i => Bytes.Publish(4, 1, i, TestBridge.Topic, [(byte)i]))]);
        for (var i = 1; i <= 65; i++)
            Assert.Equal([0x40, 2, 0, (byte)i], await device.ReadAsync());
        Assert.Equal(65, bridge.Log.Records.Count);
        // 50 may come at once; while the others come, the bucket fills again.
        Assert.Matches("serverlessiot_bridge_messages_slowed_total ([1-9]|1[0-5])\n", (await bridge.GetAsync("/metrics")).Text);
        // Others are not held up by it.
        await bridge.OtherDeviceSettlesAsync();
    }

    [Fact]
    public async Task Coming_again_does_not_renew_what_a_device_may_send()
    {
        await using var bridge = await TestBridge.StartAsync(o => _files.Bridge(o) with { CertificateFile = null, IngestPort = 0, Access = _files.Options with { ClientCaFile = null, RevocationFile = null, DeviceMessagesPerSecond = 2 } });
        for (var round = 0; round < 4; round++)
        {
            using var device = await RawDevice.OpenAsync(bridge.Port);
            Assert.Equal(0, await ConnectAsync(device, "acme", "d1"));
            var count = round < 3 ? 6 : 16;
            for (var i = 1; i <= count; i++)
                await device.SendAsync(Bytes.Publish(5, 1, i, "acme/site/d1/telemetry/x", [1]));
            for (var i = 1; i <= count; i++)
                Assert.Equal([0x40, 2, 0, (byte)i], await device.ReadAsync());
            if (round < 2)
                Assert.Contains("messages_slowed_total 0\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        }
        // 20 may come at once, and it sent 34.
        Assert.DoesNotContain("messages_slowed_total 0\n", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        // By HTTP it is the same device.
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"acme/d1:{_files.Keys.PasswordOf(new DeviceIdentity("acme", "d1"))}")));
        await Eventually.True(async () =>
        {
            using var content = new StringContent($"[{string.Join(',', Enumerable.Repeat("{}", 10))}]", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{bridge.Server.IngestPort}/topics/acme/site/d1/telemetry/x?batch=true"), content);
            return answer.IsSuccessStatusCode;
        });
        using var late = await RawDevice.OpenAsync(bridge.Port);
        Assert.Equal(0, await ConnectAsync(late, "acme", "d1"));
        await late.SendAsync(Bytes.Publish(5, 1, 1, "acme/site/d1/telemetry/x", [1]), Bytes.Publish(5, 1, 2, "acme/site/d1/telemetry/x", [1]));
        Assert.Equal([0x40, 2, 0, 1], await late.ReadAsync());
        var waited = TimeProvider.System.GetTimestamp();
        Assert.Equal([0x40, 2, 0, 2], await late.ReadAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(waited).TotalSeconds, 2, 30);
    }

    [Fact]
    public void More_devices_than_are_remembered_forget_the_idle_ones_only()
    {
        var time = new StoppedTime();
        var rates = new DeviceRates(new AccessOptions { DeviceMessagesPerSecond = 1 }, time, mostDevices: 10);
        var busy = rates.Of("acme/busy", AccessLevel.Own)!;
        for (var i = 0; i < 20; i++)
            busy.Take(1);
        for (var i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.Zero, rates.Of($"acme/d{i}", AccessLevel.Own)!.Debt());
        Assert.Equal(busy, rates.Of("acme/busy", AccessLevel.Own));
        time.Advance(60);
        for (var i = 0; i < 100; i++)
            rates.Of($"acme/e{i}", AccessLevel.Own)!.Take(20, 0);
        Assert.NotEqual(busy, rates.Of("acme/busy", AccessLevel.Own));
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
