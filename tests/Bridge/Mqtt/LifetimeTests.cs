using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class LifetimeTests
{
    private const string Topic = TestBridge.Topic;

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_device_that_is_silent_for_one_and_a_half_keep_alives_is_closed(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level, keepAlive: 1);
        var last = await device.ReadToEndAsync();
        if (level == 5)
            Assert.Equal([0xE0, 0x8D], [Assert.Single(last)[0], last[0].Body()[0]]);
        else
            Assert.Empty(last);
    }

    [Fact]
    public async Task Pings_keep_a_connection_alive()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var silent = await bridge.ConnectAsync(4, "silent", keepAlive: 5);
        using var pinging = await bridge.ConnectAsync(4, "pinging", keepAlive: 5);
        // The silent one's end is the clock: the pinging one outlives it.
        var closed = silent.ReadToEndAsync();
        while (!closed.IsCompleted)
        {
            await pinging.SettleAsync();
            await Task.WhenAny(closed, Task.Delay(200));
        }
        Assert.Empty(await pinging.SettleAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_will_of_a_lost_device_becomes_a_record(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using (var device = await RawDevice.OpenAsync(bridge.Port))
        {
            await device.SendAsync(ConnectWithWill(level, Topic, "gone"), Bytes.Publish(level, 0, 0, Topic, "last"u8.ToArray()));
            await device.ReadAsync();
            await bridge.Log.WaitAsync(1);
        }
        var records = await bridge.Log.WaitAsync(1);
        Assert.Equal(["serverlessiot.telemetry", "serverlessiot.will"], records.Select(r => r.Header("ce_type")));
        Assert.Equal("gone", records[1].Value());
        Assert.Equal("demo/temp-001", records[1].Key());
        Assert.Equal(Topic, records[1].Header("topic"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_device_that_says_goodbye_has_no_will(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(ConnectWithWill(level, Topic, "gone"));
        await device.ReadAsync();
        await device.SendAsync(Bytes.Disconnect);
        Assert.Empty(await device.ReadToEndAsync());
        await bridge.DisposeAsync();
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task With_5_0_a_device_may_ask_for_its_will_when_leaving()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(ConnectWithWill(5, Topic, "gone"), [0xE0, 1, 4]);
        Assert.Equal("serverlessiot.will", (await bridge.Log.WaitAsync(1))[0].Header("ce_type"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_will_is_sent_when_the_device_breaks_the_protocol_or_falls_silent(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var rude = await RawDevice.OpenAsync(bridge.Port);
        await rude.SendAsync(ConnectWithWill(level, Topic, "rude", "rude"), [0xF7, 0]);
        Assert.Equal("rude", (await bridge.Log.WaitAsync(1))[0].Value());
        Assert.Equal(TimeSpan.Zero, Ago(bridge.Log.Records[0]));
        using var silent = await RawDevice.OpenAsync(bridge.Port);
        await silent.SendAsync(ConnectWithWill(level, Topic, "silent", "silent", keepAlive: 1));
        Assert.Equal("silent", (await bridge.Log.WaitAsync(1))[1].Value());
        // Silent for 1.5 s at least: the device may have come back elsewhere since.
        Assert.InRange(Ago(bridge.Log.Records[1]), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(30));
    }

    /// <summary>How long before the record was made its device was last heard of.</summary>
    private static TimeSpan Ago(InFlightRecord record) =>
        DateTime.Parse(record.Header("ce_time")!, null, System.Globalization.DateTimeStyles.AdjustToUniversal) - record.Message.Timestamp.UtcDateTime;

    [Fact]
    public async Task A_taken_over_connection_sends_its_will_before_the_newer_one_speaks()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var older = await RawDevice.OpenAsync(bridge.Port);
        await older.SendAsync(ConnectWithWill(4, Topic, "gone"));
        await older.ReadAsync();
        using var newer = await bridge.ConnectAsync(4);
        await newer.SendAsync(Bytes.Publish(4, 0, 0, Topic, "back"u8.ToArray()));
        var records = await bridge.Log.WaitAsync(2);
        Assert.Equal(["gone", "back"], records.Select(r => r.Value()));
    }

    [Fact]
    public async Task A_will_whose_topic_leads_nowhere_is_refused_with_CONNECT()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var v5 = await RawDevice.OpenAsync(bridge.Port);
        await v5.SendAsync(ConnectWithWill(5, "nowhere", "x"));
        Assert.Equal(0x90, (await v5.ReadAsync()).Body()[1]);
        using var v3 = await RawDevice.OpenAsync(bridge.Port);
        await v3.SendAsync(ConnectWithWill(4, "nowhere", "x"));
        Assert.Empty(await v3.ReadToEndAsync());
    }

    [Fact]
    public async Task A_retained_will_is_refused_with_5_0_and_not_retained_with_3_1_1()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var v5 = await RawDevice.OpenAsync(bridge.Port);
        await v5.SendAsync(Bytes.Connect(5, flags: 0x26, rest: [Bytes.Will(5, Topic, "x")]));
        Assert.Equal(0x9A, (await v5.ReadAsync()).Body()[1]);
        using var v3 = await RawDevice.OpenAsync(bridge.Port);
        await v3.SendAsync(Bytes.Connect(4, flags: 0x26, rest: [Bytes.Will(4, Topic, "x")]));
        Assert.Equal(0, (await v3.ReadAsync()).Body()[1]);
    }

    [Fact]
    public async Task Stopping_acknowledges_what_is_in_flight_and_says_goodbye()
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var v5 = await bridge.ConnectAsync(5, "five");
        using var v3 = await bridge.ConnectAsync(4, "three");
        await v5.SendAsync(Bytes.Publish(5, 1, 1, Topic, [1]));
        await v3.SendAsync(Bytes.Publish(4, 1, 2, Topic, [1]));
        await bridge.Log.WaitAsync(2);
        var stopped = bridge.DisposeAsync();
        bridge.Log.SettleAll();
        var five = await v5.ReadToEndAsync();
        Assert.Equal([0x40, 0xE0], five.Select(p => p[0]));
        Assert.Equal(0x8B, five[1].Body()[0]);
        Assert.Equal([0x40, 2, 0, 2], Assert.Single(await v3.ReadToEndAsync()));
        await stopped;
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_ever_and_acknowledges_nothing_that_is_not_kept()
    {
        var bridge = await TestBridge.StartAsync(o => o with { ShutdownTimeout = TimeSpan.FromMilliseconds(500) });
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 2, Topic, [1]));
        await bridge.Log.WaitAsync(1);
        await bridge.DisposeAsync();
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Fact]
    public async Task A_record_that_settles_after_its_connection_is_gone_hurts_nobody()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxInFlight = 3 });
        bridge.Log.Holds = true;
        using (var device = await bridge.ConnectAsync(4))
        {
            await device.SendAsync(Bytes.Publish(4, 1, 1, Topic, [1]), Bytes.Publish(4, 2, 2, Topic, [2]), Bytes.Publish(4, 0, 0, Topic, [3]));
            await bridge.Log.WaitAsync(3);
        }
        bridge.Log.SettleAll(RecordOutcome.Stored);
        bridge.Log.Holds = false;
        using var next = await bridge.ConnectAsync(4);
        for (var i = 1; i <= 6; i++)
        {
            await next.SendAsync(Bytes.Publish(4, 1, i, Topic, [1]));
            Assert.Equal(i, (await next.ReadAsync()).PacketId());
        }
    }

    private static byte[] ConnectWithWill(int level, string topic, string payload, string client = "d1", int keepAlive = 0) =>
        Bytes.Connect(level, client, keepAlive, flags: 0x06, rest: [Bytes.Will(level, topic, payload)]);
}
