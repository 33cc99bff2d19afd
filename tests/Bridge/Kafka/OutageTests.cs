using System.Buffers.Binary;
using System.Text;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Kafka;

public class OutageTests
{
    [Fact]
    public async Task A_frozen_log_makes_the_bridge_unready_and_nothing_is_acknowledged_until_it_answers_again()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address);
        using var device = await RawDevice.ConnectAsync(bridge.Port, 4, keepAlive: 60);
        await device.SendAsync(Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);

        broker.Freeze();
        for (var i = 2; i <= 20; i++)
            await device.SendAsync(Bytes.Publish(4, 1, i, TestBridge.Topic, [1]));
        await Eventually.True(async () => await bridge.ReadyAsync() == 503);
        Assert.Empty(await device.SettleAsync());

        broker.Thaw();
        for (var i = 2; i <= 20; i++)
            Assert.Equal([0x40, 2, 0, (byte)i], await device.ReadAsync());
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        Assert.Equal(20, LogReader.ReadAll(broker.Address).Count);
    }

    [Fact]
    public async Task An_idle_bridge_notices_a_frozen_log_too()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address);
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        broker.Freeze();
        await Eventually.True(async () => await bridge.ReadyAsync() == 503);
        broker.Thaw();
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
    }

    [Fact]
    public async Task While_the_log_is_frozen_memory_stays_bounded_and_devices_are_slowed_down()
    {
        const int Devices = 10;
        const int Messages = 400;
        const int MaxBytes = 1 << 20;
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address, o => o with { MaxInFlightBytes = MaxBytes });
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        broker.Freeze();
        var payload = new byte[10_000]; // 40 MB in all, QoS 0: nothing but the socket holds the devices back
        var floods = Enumerable.Range(0, Devices).Select(async d =>
        {
            using var device = await RawDevice.ConnectAsync(bridge.Port, 4, $"d{d}");
            for (var i = 0; i < Messages; i++)
                await device.SendAsync(Bytes.Publish(4, 0, 0, $"sensors/d{d}/data", payload));
            await device.SettleAsync();
        }).ToArray();
        await Eventually.True(async () => await bridge.MetricAsync("in_flight_bytes") >= MaxBytes);
        await Eventually.True(async () => await bridge.ReadyAsync() == 503);
        Assert.InRange(await bridge.MetricAsync("in_flight_bytes"), MaxBytes, MaxBytes + 20_000);
        Assert.All(floods, f => Assert.False(f.IsCompleted));
        broker.Thaw();
        await Task.WhenAll(floods);
        await Eventually.True(async () => await bridge.MetricAsync("messages_acknowledged_total") == Devices * Messages);
    }

    [Fact]
    public async Task Killing_the_broker_under_load_loses_and_doubles_nothing_that_was_acknowledged()
    {
        const int Messages = 3_000;
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address);
        using var device = await RawDevice.ConnectAsync(bridge.Port, 4);
        var sending = Task.Run(async () =>
        {
            for (var i = 1; i <= Messages; i++)
                await device.SendAsync(Bytes.Publish(4, 1, i, TestBridge.Topic, BitConverter.GetBytes(i)));
        });
        for (var i = 1; i <= Messages; i++)
        {
            Assert.Equal(i, (await device.ReadAsync()).PacketId());
            if (i is not (500 or 1_500))
                continue;
            await broker.KillAsync();
            await broker.RunAsync();
        }
        await sending;
        var values = LogReader.ReadAll(broker.Address).Select(r => BinaryPrimitives.ReadInt32LittleEndian(r.Message.Value));
        Assert.Equal(Enumerable.Range(1, Messages), values);
    }

    [Fact]
    public async Task A_will_waits_for_the_log_and_is_kept()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address);
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        broker.Freeze();
        using (var device = await RawDevice.OpenAsync(bridge.Port))
        {
            await device.SendAsync(Bytes.Connect(4, flags: 6, rest: [Bytes.Will(4, TestBridge.Topic, "gone")]));
            Assert.Equal([0x20, 2, 0, 0], await device.ReadAsync());
        }
        await Eventually.True(async () => await bridge.MetricAsync("in_flight_messages") == 1);
        broker.Thaw();
        await Eventually.True(async () => await bridge.MetricAsync("messages_acknowledged_total") == 1);
        Assert.Equal("gone", Encoding.UTF8.GetString(Assert.Single(LogReader.ReadAll(broker.Address)).Message.Value));
    }
}
