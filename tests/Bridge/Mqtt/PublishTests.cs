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

    [Fact]
    public async Task A_topic_has_1024_bytes_at_most_and_a_longer_one_is_not_written_to_the_log_file()
    {
        var lines = new LogLines();
        await using var bridge = await TestBridge.StartAsync(lines: lines);
        using var device = await bridge.ConnectAsync(5);
        const string Rest = "/d1/telemetry/temperature";
        var longest = "demo/".PadRight(1_024 - Rest.Length, 'x') + Rest;
        await device.SendAsync(Bytes.Publish(5, 1, 1, longest, Payload), Bytes.Publish(5, 1, 2, longest.Replace("demo/", "demo/x", StringComparison.Ordinal), Payload), Bytes.Publish(5, 1, 3, Topic, Payload));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        Assert.Equal([0, 2, 0x90], (await device.ReadAsync()).Body()[..3]);
        Assert.Equal([0x40, 2, 0, 3], await device.ReadAsync());
        Assert.Equal(2, bridge.Log.Records.Count);
        var line = Assert.Single(lines.Of(3015));
        Assert.Contains("longer than 1,024 bytes", line, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", line, StringComparison.Ordinal);
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
    public async Task An_empty_payload_is_kept()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await bridge.ConnectAsync(4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, Topic, []));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        Assert.Empty(bridge.Log.Records[0].Message.Value);
        Assert.Equal("application/octet-stream", bridge.Log.Records[0].Header("content-type"));
    }
}
