using System.Text;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class PublishTests
{
    private const string Topic = TestBridge.Topic;
    private static readonly byte[] Payload = "{\"value\":21.5}"u8.ToArray();

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_message_becomes_a_record_with_key_headers_and_untouched_value(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level);
        await device.SendAsync(Bytes.Publish(level, 1, 7, Topic, Payload));
        Assert.Equal([0x40, 2, 0, 7], await device.ReadAsync());
        var record = Assert.Single(bridge.Log.Records);
        Assert.Equal("demo/temp-001", record.Key());
        Assert.Equal(Payload, record.Message.Value);
        Assert.Matches("^test-[0-9a-f]+-1$", record.Header("ce_id"));
        Assert.Equal("serverlessiot.telemetry", record.Header("ce_type"));
        Assert.Equal("/bridges/test", record.Header("ce_source"));
        Assert.Equal("1.0", record.Header("ce_specversion"));
        Assert.Equal("application/json", record.Header("content-type"));
        Assert.Equal("demo", record.Header("tenant"));
        Assert.Equal("temp-001", record.Header("device"));
        Assert.Equal("temperature", record.Header("datatype"));
        Assert.Equal(Topic, record.Header("topic"));
        Assert.Equal(DateTime.Parse(record.Header("ce_time")!, null, System.Globalization.DateTimeStyles.AdjustToUniversal), record.Message.Timestamp.UtcDateTime);
    }

    [Fact]
    public async Task Record_ids_are_unique_within_and_between_runs()
    {
        var ids = new HashSet<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var bridge = await TestBridge.StartAsync();
            using var device = await bridge.ConnectAsync(4);
            for (var i = 1; i <= 100; i++)
                await device.SendAsync(Bytes.Publish(4, 0, 0, Topic, Payload));
            foreach (var record in await bridge.Log.WaitAsync(100))
                Assert.True(ids.Add(record.Header("ce_id")!));
        }
    }

    [Theory]
    [InlineData(4, 1, 0x40)]
    [InlineData(4, 2, 0x50)]
    [InlineData(5, 1, 0x40)]
    [InlineData(5, 2, 0x50)]
    public async Task Nothing_is_acknowledged_before_the_log_has_it(int level, int qos, byte type)
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(level);
        await device.SendAsync(Bytes.Publish(level, qos, 9, Topic, Payload));
        await bridge.Log.WaitAsync(1);
        Assert.Empty(await device.SettleAsync());
        bridge.Log.SettleAll();
        Assert.Equal([type, 2, 0, 9], await device.ReadAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Acknowledgements_keep_the_order_of_publishing_whatever_the_log_answers_first(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(level);
        for (var i = 1; i <= 4; i++)
            await device.SendAsync(Bytes.Publish(level, i % 2 + 1, i, Topic, Payload));
        var records = await bridge.Log.WaitAsync(4);
        foreach (var i in new[] { 3, 1, 2 })
            records[i].Settle(RecordOutcome.Stored);
        Assert.Empty(await device.SettleAsync());
        records[0].Settle(RecordOutcome.Stored);
        for (var i = 1; i <= 4; i++)
            Assert.Equal(i, (await device.ReadAsync()).PacketId());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task QoS_0_is_kept_and_not_answered(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level);
        await device.SendAsync(Bytes.Publish(level, 0, 0, Topic, Payload));
        Assert.Empty(await device.SettleAsync());
        Assert.Equal(Payload, Assert.Single(bridge.Log.Records).Message.Value);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task QoS_2_produces_once_until_the_identifier_is_released(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level);
        var publish = Bytes.Publish(level, 2, 5, Topic, Payload);
        await device.SendAsync(publish);
        Assert.Equal([0x50, 2, 0, 5], await device.ReadAsync());
        await device.SendAsync(Bytes.Publish(level, 2, 5, Topic, Payload, dup: true));
        Assert.Equal([0x50, 2, 0, 5], await device.ReadAsync());
        Assert.Single(bridge.Log.Records);
        await device.SendAsync(Bytes.PubRel(5));
        Assert.Equal([0x70, 2, 0, 5], await device.ReadAsync());
        await device.SendAsync(publish);
        Assert.Equal([0x50, 2, 0, 5], await device.ReadAsync());
        Assert.Equal(2, bridge.Log.Records.Count);
    }

    [Fact]
    public async Task A_QoS_2_duplicate_before_the_log_answered_gets_one_PUBREC()
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 2, 5, Topic, Payload), Bytes.Publish(4, 2, 5, Topic, Payload, dup: true));
        Assert.Empty(await device.SettleAsync());
        bridge.Log.SettleAll();
        Assert.Equal([0x50, 2, 0, 5], await device.ReadAsync());
        Assert.Empty(await device.SettleAsync());
        Assert.Single(bridge.Log.Records);
    }

    [Theory]
    [InlineData(4, new byte[] { 0x70, 2, 0, 8 })]
    [InlineData(5, new byte[] { 0x70, 4, 0, 8, 0x92, 0 })]
    public async Task PUBREL_of_an_unknown_identifier_is_answered(int level, byte[] expected)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(level);
        await device.SendAsync(Bytes.PubRel(8));
        Assert.Equal(expected, await device.ReadAsync());
    }

    [Theory]
    [InlineData(1, 0x40)]
    [InlineData(2, 0x50)]
    public async Task With_5_0_a_topic_that_leads_nowhere_is_refused_in_its_turn(int qos, byte type)
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, Topic, Payload), Bytes.Publish(5, qos, 2, "nowhere", Payload));
        await bridge.Log.WaitAsync(1);
        Assert.Empty(await device.SettleAsync());
        bridge.Log.SettleAll();
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        var refusal = await device.ReadAsync();
        Assert.Equal(type, refusal[0]);
        Assert.Equal([0, 2, 0x90], refusal.Body()[..3]);
        Assert.Empty(await device.SettleAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_3_1_1_a_topic_that_leads_nowhere_closes_the_connection_unacknowledged(int qos)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, qos, 2, "nowhere", Payload));
        Assert.Empty(await device.ReadToEndAsync());
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task With_5_0_what_the_log_refuses_for_good_gets_a_reason_code_and_the_connection_goes_on()
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 3, Topic, Payload));
        await bridge.Log.WaitAsync(1);
        bridge.Log.SettleAll(RecordOutcome.Refused);
        Assert.Equal([0, 3, 0x97], (await device.ReadAsync()).Body()[..3]);
        Assert.Empty(await device.SettleAsync());
    }

    [Fact]
    public async Task With_3_1_1_what_the_log_refuses_for_good_closes_the_connection_and_nothing_behind_it_is_acknowledged()
    {
        await using var bridge = await TestBridge.StartAsync();
        bridge.Log.Holds = true;
        using var device = await bridge.ConnectAsync(4);
        for (var i = 1; i <= 3; i++)
            await device.SendAsync(Bytes.Publish(4, 1, i, Topic, Payload));
        var records = await bridge.Log.WaitAsync(3);
        records[2].Settle(RecordOutcome.Stored);
        records[1].Settle(RecordOutcome.Refused);
        records[0].Settle(RecordOutcome.Stored);
        Assert.Equal([0x40, 2, 0, 1], Assert.Single(await device.ReadToEndAsync()));
    }

    [Fact]
    public async Task Retain_is_accepted_and_means_nothing()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 3, Topic, Payload, retain: true));
        Assert.Equal([0x40, 2, 0, 3], await device.ReadAsync());
    }

    [Fact]
    public async Task Properties_become_headers()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        var properties = Bytes.Properties(
            [0x01, 1], [0x02, .. Bytes.Int(60)], [0x03, .. Bytes.Text("application/cbor")], [0x08, .. Bytes.Text("answers/d1")],
            [0x09, .. Bytes.Binary(1, 2, 255)], Bytes.UserProperty("line", "A"), Bytes.UserProperty("traceparent", "00-ab-cd-01"));
        await device.SendAsync(Bytes.Publish(5, 1, 3, Topic, Payload, properties: properties));
        Assert.Equal([0x40, 2, 0, 3], await device.ReadAsync());
        var record = Assert.Single(bridge.Log.Records);
        Assert.Equal("application/cbor", record.Header("content-type"));
        Assert.Single(record.Message.Headers, h => h.Key == "content-type");
        Assert.Equal("answers/d1", record.Header("mqtt-response-topic"));
        Assert.Equal([1, 2, 255], record.Message.Headers.GetLastBytes("mqtt-correlation-data"));
        Assert.Equal("A", record.Header("mqtt-user-line"));
        Assert.Equal("00-ab-cd-01", record.Header("traceparent"));
    }

    [Fact]
    public async Task More_user_properties_than_allowed_are_refused()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxUserProperties = 2, MaxPropertyBytes = 100 });
        using var device = await bridge.ConnectAsync(5);
        var three = Bytes.Properties([.. Enumerable.Range(0, 3).Select(i => Bytes.UserProperty("a", "b"))]);
        await device.SendAsync(Bytes.Publish(5, 1, 1, Topic, Payload, properties: three));
        Assert.Equal(0x97, (await device.ReadAsync()).Body()[2]);
        var large = Bytes.Properties(Bytes.UserProperty("a", new string('b', 100)));
        await device.SendAsync(Bytes.Publish(5, 1, 2, Topic, Payload, properties: large));
        Assert.Equal(0x97, (await device.ReadAsync()).Body()[2]);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task Reason_strings_are_left_out_for_devices_that_do_not_want_them()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5, properties: Bytes.Properties([0x17, 0]));
        await device.SendAsync(Bytes.Publish(5, 1, 1, "nowhere", Payload));
        Assert.Equal([0x40, 4, 0, 1, 0x90, 0], await device.ReadAsync());
    }

    [Fact]
    public async Task Reason_strings_are_left_out_when_the_device_takes_only_small_packets()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5, properties: Bytes.Properties([0x27, .. Bytes.Int(20)]));
        await device.SendAsync(Bytes.Publish(5, 1, 1, "nowhere", Payload));
        Assert.Equal([0x40, 4, 0, 1, 0x90, 0], await device.ReadAsync());
    }

    [Fact]
    public async Task A_topic_alias_stands_for_the_topic_it_was_set_with()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(
            Bytes.Publish(5, 1, 1, Topic, Payload, properties: Bytes.Properties([0x23, 0, 1])),
            Bytes.Publish(5, 1, 2, "sensors/s2/data", Payload, properties: Bytes.Properties([0x23, 0, 2])),
            Bytes.Publish(5, 1, 3, "", Payload, properties: Bytes.Properties([0x23, 0, 1])),
            Bytes.Publish(5, 1, 4, "", Payload, properties: Bytes.Properties([0x23, 0, 2])));
        var records = await bridge.Log.WaitAsync(4);
        Assert.Equal(["demo/temp-001", "demo/s2", "demo/temp-001", "demo/s2"], records.Select(r => r.Key()));
        Assert.Equal("sensors/s2/data", records[3].Header("topic"));
    }

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
        using var device = await bridge.ConnectAsync(4, keepAlive: 1);
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
    public async Task An_empty_payload_is_kept()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, Topic, []));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        Assert.Empty(bridge.Log.Records[0].Message.Value);
        Assert.Equal("application/octet-stream", bridge.Log.Records[0].Header("content-type"));
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
