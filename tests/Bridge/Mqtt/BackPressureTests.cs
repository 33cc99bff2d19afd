using System.Text;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Edge;
using ServerlessIot.Bridge.Tests.Kafka;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class BackPressureTests
{
    private const string Topic = TestBridge.Topic;
    private static readonly byte[] Payload = "{\"value\":21.5}"u8.ToArray();

    [Fact]
    public async Task More_unacknowledged_messages_than_the_receive_maximum_close_a_5_0_connection()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxInFlightPerConnection = 2 });
        using var device = await bridge.ConnectAsync(5);
        for (var i = 1; i <= 3; i++)
            await device.SendAsync(Bytes.Publish(5, 2, i, Topic, Payload));
        var packets = await device.ReadToEndAsync();
        Assert.Equal(0x93, packets[^1].Body()[0]);
        Assert.Equal(0xE0, packets[^1][0]);
        Assert.Equal(2, bridge.Log.Records.Count);
    }

    [Fact]
    public async Task With_3_1_1_the_socket_is_not_read_while_too_much_is_in_flight()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxInFlightPerConnection = 10 });
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(4, keepAlive: 5);
        for (var i = 1; i <= 50; i++)
            await device.SendAsync(Bytes.Publish(4, i % 3, i, Topic, Payload));
        await bridge.Log.WaitAsync(10);
        await bridge.OtherDeviceSettlesAsync();
        Assert.Equal(10, bridge.Log.Records.Count);
        bridge.Log.Holds = false;
        bridge.Log.SettleAll();
        await bridge.Log.WaitAsync(40);
    }

    [Fact]
    public async Task What_all_devices_have_in_flight_is_bounded_and_devices_wait_their_turn()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxInFlight = 5 });
        bridge.Log.Holds = true;
        using var first = await bridge.ConnectAsync(4, "first");
        using var second = await bridge.ConnectAsync(4, "second");
        for (var i = 1; i <= 5; i++)
        {
            await first.SendAsync(Bytes.Publish(4, 1, i, Topic, Payload));
            await second.SendAsync(Bytes.Publish(4, 1, i, Topic, Payload));
        }
        await bridge.Log.WaitAsync(5);
        await bridge.OtherDeviceSettlesAsync();
        Assert.Equal(5, bridge.Log.Records.Count);
        bridge.Log.Holds = false;
        bridge.Log.SettleAll();
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i, (await first.ReadAsync()).PacketId());
            Assert.Equal(i, (await second.ReadAsync()).PacketId());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(150)] // more than Kestrel reads ahead
    public async Task Who_waits_for_room_and_has_left_is_closed_after_a_while_and_who_stays_is_not(int messages)
    {
        var (clock, log) = (new HandClock(), new FakeLog { Holds = true });
        await using var bridge = await BridgeServer.StartAsync(TestBridge.Options with { MaxInFlight = 1 }, log, clock);
        using var stays = await RawDevice.ConnectAsync(bridge.Port, 4, "stays");
        await stays.SendAsync(Bytes.Publish(4, 1, 1, Topic, Payload), Bytes.Publish(4, 1, 2, Topic, Payload));
        await log.WaitAsync(1);
        using (var leaves = await RawDevice.ConnectAsync(bridge.Port, 5, "leaves"))
            await leaves.SendAsync([.. Enumerable.Range(1, messages).Select(i => Bytes.Publish(5, 1, i, Topic, new byte[1_000]))]);
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return bridge.ShowsAsync("serverlessiot_bridge_connections 1\n");
        });
        log.Holds = false;
        log.SettleAll();
        Assert.Equal(1, (await stays.ReadAsync()).PacketId());
        Assert.Equal(2, (await stays.ReadAsync()).PacketId());
        Assert.Equal(2, log.Records.Count); // nothing of the other one
    }

    [Fact]
    public async Task What_somebody_sent_before_leaving_is_taken_when_there_is_room_soon()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxInFlight = 1 });
        bridge.Log.Holds = true;
        using (var leaves = await bridge.ConnectAsync(4))
            await leaves.SendAsync([.. Enumerable.Range(0, 50).Select(_ => Bytes.Publish(4, 0, 0, Topic, Payload))]);
        await bridge.Log.WaitAsync(1);
        await bridge.OtherDeviceSettlesAsync();
        bridge.Log.Holds = false;
        bridge.Log.SettleAll();
        await bridge.Log.WaitAsync(49);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_largest_packet_passes_and_one_byte_more_does_not(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level);
        var overhead = Bytes.Publish(level, 1, 1, Topic, new byte[900_000]).Length - 900_000;
        var payload = new byte[983_040 - overhead];
        new Random(1).NextBytes(payload);
        await device.SendAsync(Bytes.Publish(level, 1, 1, Topic, payload));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        Assert.Equal(payload, Assert.Single(bridge.Log.Records).Message.Value);
        await device.SendAsync(Bytes.Publish(level, 1, 2, Topic, [.. payload, 1])[..1000]);
        var last = await device.ReadToEndAsync();
        if (level == 5)
            Assert.Equal(0x95, Assert.Single(last).Body()[0]);
        else
            Assert.Empty(last);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Packets_may_come_in_any_pieces(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        var stream = Bytes.Join(Bytes.Connect(level), Bytes.Publish(level, 1, 1, Topic, Payload), Bytes.Publish(level, 2, 2, Topic, new byte[300]), Bytes.Ping);
        foreach (var b in stream)
            await device.SendAsync([b]);
        Assert.Equal(0x20, (await device.ReadAsync())[0]);
        var kinds = new List<byte>();
        for (var i = 0; i < 3; i++)
            kinds.Add((await device.ReadAsync())[0]);
        Assert.Equal([0x40, 0x50, 0xD0], kinds.Order().ToArray());
        Assert.Equal(300, bridge.Log.Records[1].Message.Value.Length);
    }

    [Fact]
    public async Task A_gateway_may_publish_for_many_devices_in_order()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(4);
        for (var i = 0; i < 900; i++)
            await device.SendAsync(Bytes.Publish(4, 0, 0, $"sensors/s{i % 300}/data", Encoding.UTF8.GetBytes($"{i}")));
        var records = await bridge.Log.WaitAsync(900);
        for (var i = 0; i < 900; i++)
            Assert.Equal(($"demo/s{i % 300}", $"{i}"), (records[i].Key(), records[i].Value()));
    }
}
