using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

/// <summary>Commands on their way to devices: MQTT 5.0, 3.3, 3.4 and 4.9.</summary>
public class CommandDeliveryTests
{
    [Fact]
    public async Task A_device_gets_its_command_with_QoS_1_and_the_log_hears_of_it()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4);
        bridge.Server.Commands.Offer(Given.Command("7", payload: "{\"speed\":3}"));
        var (first, topic, id, _, payload) = Publish(await device.ReadAsync(), 4);
        Assert.Equal((0x32, "commands/d1"), (first, topic));
        var json = JsonDocument.Parse(payload).RootElement;
        Assert.Equal(("7", "restart", 3, 30), (json.GetProperty("id").GetString(), json.GetProperty("command").GetString(), json.GetProperty("payload").GetProperty("speed").GetInt32(), json.GetProperty("timeoutSeconds").GetInt32()));
        Assert.Empty(bridge.Log.Records);
        await device.SendAsync(Puback(id));
        var record = Assert.Single(await bridge.Log.WaitAsync(1));
        Assert.Equal(
            ("device.replies", "demo/d1", "serverlessiot.delivery", "7", "sent"),
            (record.Topic, record.Key(), record.Header("ce_type"), record.Header("correlation-id"), JsonDocument.Parse(record.Value()).RootElement.GetProperty("outcome").GetString()));
        Assert.Empty(await device.SettleAsync());
        Assert.Equal(0, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task MQTT_5_says_where_to_reply_and_how_long_it_is_good()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 5);
        bridge.Server.Commands.Offer(Given.Command("7"));
        var properties = Publish(await device.ReadAsync(), 5).Properties;
        Assert.Equal([1], properties[0x01]);
        Assert.InRange(properties[0x02][2] << 8 | properties[0x02][3], 1, 60);
        Assert.Equal(("application/json", "replies/d1", "7"), (properties[0x03].AsText(), properties[0x08].AsText(), properties[0x09].AsText()));
    }

    [Theory]
    [InlineData("commands/d1/#", "commands/d1")]
    [InlineData("commands/d1/+", "commands/d1/7")]
    [InlineData("commands/d1/+/#", "commands/d1/7")]
    public async Task The_topic_is_one_that_it_subscribed_to(string filter, string expected)
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4, filter: filter);
        bridge.Server.Commands.Offer(Given.Command("7"));
        Assert.Equal(expected, Publish(await device.ReadAsync(), 4).Topic);
    }

    [Fact]
    public async Task A_filter_that_names_something_else_hears_nothing()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4, filter: "commands/d1/+/now");
        bridge.Server.Commands.Offer(Given.Command());
        Assert.Empty(await device.SettleAsync());
        Assert.Equal(1, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task With_QoS_0_it_is_delivered_when_it_is_written()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4, qos: 0);
        bridge.Server.Commands.Offer(Given.Command("7"));
        Assert.Equal(0x30, (await device.ReadAsync())[0]);
        Assert.Equal("7", Assert.Single(await bridge.Log.WaitAsync(1)).Header("correlation-id"));
    }

    [Fact]
    public async Task With_QoS_0_commands_of_a_device_that_does_not_read_wait_until_it_does()
    {
        const int count = 2_000;
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxCommandsPerDevice = count });
        bridge.Server.Commands.Open();
        using var device = await SubscribeAsync(bridge, 4, qos: 0);
        var payload = $"\"{new string('x', 16_000)}\"";
        for (var i = 1; i <= count; i++)
            bridge.Server.Commands.Offer(Given.Command($"{i}", payload: payload, expires: TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000));
        await bridge.OtherDeviceSettlesAsync();
        // 32 MB are more than sockets hold.
        Assert.InRange(bridge.Server.Commands.Count, 100, count);
        for (var i = 1; i <= count; i++)
            Assert.Equal($"{i}", JsonDocument.Parse(Publish(await device.ReadAsync(), 4).Payload).RootElement.GetProperty("id").GetString());
        await bridge.Log.WaitAsync(count);
        Assert.Equal(0, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task What_waited_comes_when_the_device_comes_in_its_turn()
    {
        await using var bridge = await StartAsync();
        bridge.Server.Commands.Offer(Given.Command("1"));
        bridge.Server.Commands.Offer(Given.Command("2", priority: "critical"));
        bridge.Server.Commands.Offer(Given.Command("3", device: "d2"));
        using var device = await SubscribeAsync(bridge, 5);
        Assert.Equal("2 1", string.Join(' ', (await device.SettleAsync()).Select(p => Publish(p, 5).Properties[0x09].AsText())));
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_on_the_next_connection()
    {
        await using var bridge = await StartAsync();
        using (var device = await SubscribeAsync(bridge, 4))
        {
            bridge.Server.Commands.Offer(Given.Command("1"));
            bridge.Server.Commands.Offer(Given.Command("2"));
            await device.SendAsync(Puback(Publish(await device.ReadAsync(), 4).Id));
            Assert.Equal("1", Assert.Single(await bridge.Log.WaitAsync(1)).Header("correlation-id"));
            await device.ReadAsync();
        }
        using var again = await SubscribeAsync(bridge, 4);
        var packet = await again.ReadAsync();
        Assert.Equal("2", JsonDocument.Parse(Publish(packet, 4).Payload).RootElement.GetProperty("id").GetString());
        Assert.Empty(await again.SettleAsync());
    }

    [Fact]
    public async Task The_devices_receive_maximum_is_kept()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 5, properties: Bytes.Properties([0x21, 0, 2]));
        for (var i = 1; i <= 5; i++)
            bridge.Server.Commands.Offer(Given.Command($"{i}"));
        var got = new List<string>();
        while (got.Count < 5)
        {
            var packets = await device.SettleAsync();
            Assert.InRange(packets.Count, 1, 2);
            foreach (var packet in packets)
            {
                var publish = Publish(packet, 5);
                got.Add(publish.Properties[0x09].AsText());
                await device.SendAsync(Puback(publish.Id));
            }
        }
        Assert.Equal(["1", "2", "3", "4", "5"], got);
        Assert.Equal(5, (await bridge.Log.WaitAsync(5)).Count);
    }

    [Fact]
    public async Task Without_a_maximum_of_its_own_a_window_is_kept()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4);
        for (var i = 1; i <= 40; i++)
            bridge.Server.Commands.Offer(Given.Command($"{i}"));
        Assert.Equal(16, (await device.SettleAsync()).Count);
        Assert.Equal(40, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task What_is_larger_than_the_device_takes_fails()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 5, properties: Bytes.Properties([0x27, .. Bytes.Int(400)]));
        bridge.Server.Commands.Offer(Given.Command("1", payload: $"\"{new string('x', 500)}\""));
        bridge.Server.Commands.Offer(Given.Command("2"));
        Assert.Equal("2", Publish(Assert.Single(await device.SettleAsync()), 5).Properties[0x09].AsText());
        var record = Assert.Single(await bridge.Log.WaitAsync(1));
        Assert.Equal(("1", "refused"), (record.Header("correlation-id"), JsonDocument.Parse(record.Value()).RootElement.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_PUBACK_with_an_error_says_that_it_failed()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 5);
        bridge.Server.Commands.Offer(Given.Command("1"));
        var id = Publish(await device.ReadAsync(), 5).Id;
        await device.SendAsync(Bytes.Packet(0x40, Bytes.Short(id), [0x83, 0]));
        var record = Assert.Single(await bridge.Log.WaitAsync(1));
        Assert.Contains("\"refused\"", record.Value(), StringComparison.Ordinal);
        Assert.Empty(await device.SettleAsync());
    }

    [Fact]
    public async Task A_second_PUBACK_changes_nothing_and_one_for_nothing_closes()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4);
        bridge.Server.Commands.Offer(Given.Command("1"));
        var id = Publish(await device.ReadAsync(), 4).Id;
        await device.SendAsync(Puback(id), Puback(id));
        Assert.Empty(await device.SettleAsync());
        Assert.Single(bridge.Log.Records);
        await device.SendAsync(Puback(id + 1));
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Fact]
    public async Task Who_unsubscribes_hears_nothing_more()
    {
        await using var bridge = await StartAsync();
        using var device = await SubscribeAsync(bridge, 4);
        await device.SendAsync(Bytes.Unsubscribe(4, 2, "commands/d1"));
        await device.ReadAsync();
        bridge.Server.Commands.Offer(Given.Command());
        Assert.Empty(await device.SettleAsync());
        await device.SendAsync(Bytes.Subscribe(4, 3, ("commands/d1", 1)));
        Assert.Equal(2, (await device.SettleAsync()).Count);
    }

    [Fact]
    public async Task The_newer_connection_of_a_device_takes_over()
    {
        await using var bridge = await StartAsync();
        using var older = await SubscribeAsync(bridge, 4);
        bridge.Server.Commands.Offer(Given.Command("1"));
        await older.ReadAsync();
        using var newer = await SubscribeAsync(bridge, 4);
        Assert.Equal(0x32, (await newer.ReadAsync())[0]);
        bridge.Server.Commands.Offer(Given.Command("2"));
        Assert.Equal(0x32, (await newer.ReadAsync())[0]);
        Assert.Empty(await older.ReadToEndAsync());
    }

    /// <summary>A device that nobody asked for its tenant is one of the default tenant, and hears that tenant's commands only.</summary>
    [Fact]
    public async Task A_device_of_the_same_name_in_another_tenant_hears_nothing()
    {
        await using var bridge = await StartAsync();
        await using var elsewhere = await TestBridge.StartAsync(o => o with { DefaultTenant = "other" });
        elsewhere.Server.Commands.Open();
        using var here = await SubscribeAsync(bridge, 4, filter: "commands/d1/#");
        using var there = await SubscribeAsync(elsewhere, 4, filter: "commands/d1/#");
        foreach (var server in new[] { bridge.Server, elsewhere.Server })
        {
            server.Commands.Offer(Given.Command("1"));
            server.Commands.Offer(Given.Command("2", tenant: "other"));
        }
        Assert.Contains("\"id\":\"1\"", Encoding.UTF8.GetString(Publish(Assert.Single(await here.SettleAsync()), 4).Payload), StringComparison.Ordinal);
        Assert.Contains("\"id\":\"2\"", Encoding.UTF8.GetString(Publish(Assert.Single(await there.SettleAsync()), 4).Payload), StringComparison.Ordinal);
    }

    internal static async Task<TestBridge> StartAsync()
    {
        var bridge = await TestBridge.StartAsync();
        bridge.Server.Commands.Open();
        return bridge;
    }

    internal static byte[] Puback(int id) => [0x40, 2, .. Bytes.Short(id)];

    /// <summary>Takes a PUBLISH apart.</summary>
    internal static (int First, string Topic, int Id, Dictionary<byte, byte[]> Properties, byte[] Payload) Publish(byte[] packet, int level)
    {
        Assert.Equal(0x30, packet[0] & 0xF0);
        var body = packet.Body();
        var length = body[0] << 8 | body[1];
        var topic = Encoding.UTF8.GetString(body, 2, length);
        var at = 2 + length;
        var id = 0;
        if ((packet[0] & 6) != 0)
        {
            id = body[at] << 8 | body[at + 1];
            at += 2;
        }
        var properties = new Dictionary<byte, byte[]>();
        if (level == 5)
        {
            var end = at + 1 + body[at];
            Assert.True(body[at] < 128, "the properties are not shorter than 128 bytes");
            for (at++; at < end;)
            {
                var name = body[at++];
                var size = name switch
                {
                    0x01 => 1,
                    0x02 => 4,
                    0x03 or 0x08 or 0x09 => 2 + (body[at] << 8 | body[at + 1]),
                    _ => throw new InvalidDataException($"property 0x{name:X2}"),
                };
                properties.Add(name, body[at..(at + size)]);
                at += size;
            }
        }
        return (packet[0], topic, id, properties, body[at..]);
    }

    private static async Task<RawDevice> SubscribeAsync(TestBridge bridge, int level, string filter = "commands/d1", byte qos = 1, byte[]? properties = null)
    {
        var device = await bridge.ConnectAsync(level, properties: properties);
        await device.SendAsync(Bytes.Subscribe(level, 1, (filter, qos)));
        Assert.Equal(qos, (await device.ReadAsync())[^1]);
        return device;
    }
}
