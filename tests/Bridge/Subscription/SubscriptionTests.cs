using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Clients;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Subscription;

public class SubscriptionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_published_at_the_broker_becomes_records(int qos)
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto);
        await mosquitto.PublishAsync(TestBridge.Topic, Enumerable.Range(0, 200).Select(i => $"{i}"), qos);
        var records = await bridge.Log.WaitAsync(200);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), records.Select(r => r.Value()));
        Assert.All(records, r => Assert.Equal(("demo/temp-001", "temperature", TestBridge.Topic), (r.Key(), r.Header("datatype"), r.Header("topic"))));
        Assert.Contains("serverlessiot_bridge_messages_by_protocol_total{protocol=\"subscription\"} 200", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_type_and_user_properties_are_kept()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto);
        var (code, output) = await Command.RunAsync(
            "mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{mosquitto.Port}", "-V", "5", "-q", "1", "-t", TestBridge.Topic, "-m", "x", "-D", "publish", "content-type", "text/csv", "-D", "publish", "user-property", "line", "A", "-D", "publish", "user-property", "priority", "high"]);
        Assert.True(code == 0, output);
        var record = Assert.Single(await bridge.Log.WaitAsync(1));
        Assert.Equal(("text/csv", "A", UplinkPriority.High), (record.Header("content-type"), record.Header("mqtt-user-line"), record.Priority));
    }

    [Fact]
    public async Task Several_connections_share_the_messages_and_filters_choose_them()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto, s => s with { Clients = 3, Filters = "demo/#, sensors/+/data" });
        await mosquitto.PublishAsync("nowhere/at/all", ["no"]);
        await mosquitto.PublishAsync("sensors/d1/data", Enumerable.Range(0, 300).Select(i => $"{i}"));
        await mosquitto.PublishAsync(TestBridge.Topic, ["last"]);
        var records = await bridge.Log.WaitAsync(301);
        Assert.Equal([.. Enumerable.Range(0, 300).Select(i => $"{i}"), "last"], records.Select(r => r.Value()).OrderBy(v => v.Length == 4 ? int.MaxValue : int.Parse(v, null)));
    }

    [Fact]
    public async Task What_the_log_has_not_stored_comes_again_on_the_next_connection()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        var first = await StartAsync(mosquitto, shutdown: TimeSpan.FromSeconds(1));
        first.Log.Holds = true;
        await mosquitto.PublishAsync(TestBridge.Topic, Enumerable.Range(0, 10).Select(i => $"{i}"));
        var held = await first.Log.WaitAsync(10);
        foreach (var record in held.Take(4))
            record.Settle(RecordOutcome.Stored);
        await first.DisposeAsync();
        await using var second = await StartAsync(mosquitto);
        // 0 to 3 were acknowledged, perhaps too late to be heard; 4 to 9 were not.
        await Eventually.True(() => second.Log.Records.Select(r => r.Value()).Distinct().Count(v => int.Parse(v, null) >= 4) == 6);
        Assert.Equal(Enumerable.Range(4, 6).Select(i => $"{i}"), second.Log.Records.Select(r => r.Value()).Where(v => int.Parse(v, null) >= 4));
    }

    [Fact]
    public async Task What_nobody_can_take_does_not_hold_up_what_is_behind_it()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto);
        await mosquitto.PublishAsync("nowhere/at/all", ["no"]);
        await mosquitto.PublishAsync(TestBridge.Topic, ["yes"]);
        Assert.Equal("yes", Assert.Single(await bridge.Log.WaitAsync(1)).Value());
        Assert.Contains("serverlessiot_bridge_messages_refused_total{reason=\"topic\"} 1", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_for_a_Kafka_topic_that_is_not_there_waits_for_it_and_what_is_behind_comes_once()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto, mapped: "env.raw");
        bridge.Log.Missing["env.raw"] = true;
        await mosquitto.PublishAsync("rooms/d1", ["1"]);
        await mosquitto.PublishAsync(TestBridge.Topic, ["2"]);
        await Eventually.True(() => bridge.Log.Refusals >= 2);
        Assert.Empty(bridge.Log.Records);
        bridge.Log.Missing.Clear();
        Assert.Equal([("1", "env.raw"), ("2", null)], (await bridge.Log.WaitAsync(2)).Select(r => (r.Value(), r.Topic)));
    }

    [Fact]
    public async Task What_finds_its_Kafka_topic_gone_is_sent_again_alone()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto, mapped: "env.raw");
        bridge.Log.Holds = true;
        await mosquitto.PublishAsync("rooms/d1", ["1"]);
        await mosquitto.PublishAsync(TestBridge.Topic, ["2"]);
        var sent = await bridge.Log.WaitAsync(2);
        sent[1].Settle(RecordOutcome.Stored);
        bridge.Log.Holds = false;
        sent[0].Settle(RecordOutcome.NoTopic);
        await bridge.Log.WaitAsync(1);
        await mosquitto.PublishAsync(TestBridge.Topic, ["3"]);
        Assert.Equal(["1", "2", "1", "3"], (await bridge.Log.WaitAsync(1)).Select(r => r.Value()));
    }

    [Fact]
    public async Task What_has_no_QoS_and_finds_no_room_or_no_Kafka_topic_is_counted_and_let_go()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto, mapped: "env.raw", most: 10);
        bridge.Log.Missing["env.raw"] = true;
        bridge.Log.Holds = true;
        await mosquitto.PublishAsync("rooms/d1", ["no"], qos: 0);
        await mosquitto.PublishAsync(TestBridge.Topic, Enumerable.Range(0, 50).Select(i => $"{i}"), qos: 0);
        await Eventually.True(() => ShowsAsync(bridge, "messages_refused_total{reason=\"busy\"} 40\n"));
        Assert.True(await ShowsAsync(bridge, "messages_refused_total{reason=\"kafka-topic\"} 1\n"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), bridge.Log.Records.Select(r => r.Value()));

        // What has one waits for room.
        await mosquitto.PublishAsync(TestBridge.Topic, ["waits"]);
        await bridge.OtherDeviceSettlesAsync();
        Assert.Equal(10, bridge.Log.Records.Count);
        bridge.Log.Holds = false;
        bridge.Log.SettleAll();
        Assert.Equal("waits", (await bridge.Log.WaitAsync(11))[^1].Value());
    }

    [Fact]
    public async Task A_lost_broker_is_noticed_while_messages_wait_for_their_Kafka_topic()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var bridge = await StartAsync(mosquitto, mapped: "env.raw");
        bridge.Log.Missing["env.raw"] = true;
        await mosquitto.PublishAsync("rooms/d1", ["1"]);
        await Eventually.True(() => bridge.Log.Refusals >= 2);
        await mosquitto.StopAsync();
        await bridge.SubscribedAsync(0);
        await mosquitto.RunAsync();
        await bridge.SubscribedAsync(1);
        bridge.Log.Missing.Clear();
        await bridge.Log.WaitAsync(1);
        Assert.Equal(("1", "env.raw"), (bridge.Log.Records[0].Value(), bridge.Log.Records[0].Topic));
    }

    [Fact]
    public async Task It_connects_when_the_broker_comes_and_again_when_it_comes_back()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await mosquitto.StopAsync();
        await using var bridge = await StartAsync(mosquitto, wait: false);
        await mosquitto.RunAsync();
        await ArrivesAsync(mosquitto, bridge, "1");
        await mosquitto.StopAsync();
        await mosquitto.RunAsync();
        await ArrivesAsync(mosquitto, bridge, "2");
    }

    private static async Task<TestBridge> StartAsync(
        MosquittoBroker mosquitto, Func<SubscribeOptions, SubscribeOptions>? change = null, TimeSpan? shutdown = null, bool wait = true, string? mapped = null, int? most = null)
    {
        var subscribe = (change ?? (s => s))(new SubscribeOptions { Server = "127.0.0.1", Port = mosquitto.Port });
        var bridge = await TestBridge.StartAsync(o => o with
        {
            Subscribe = subscribe,
            MaxInFlight = most ?? o.MaxInFlight,
            ShutdownTimeout = shutdown ?? o.ShutdownTimeout,
            TopicMap = [.. mapped is null ? Array.Empty<TopicMapEntry>() : [new() { Filter = "rooms/{device}", KafkaTopic = mapped }], .. o.TopicMap],
        });
        if (wait)
            await bridge.SubscribedAsync(subscribe.Clients);
        return bridge;
    }

    private static async Task<bool> ShowsAsync(TestBridge bridge, string line) => (await bridge.GetAsync("/metrics")).Text.Contains(line, StringComparison.Ordinal);

    /// <summary>Publishes a value until it arrives: then it has subscribed. What mosquitto keeps of a session over its own restart is not the bridge's.</summary>
    private static Task ArrivesAsync(MosquittoBroker mosquitto, TestBridge bridge, string value) => Eventually.True(async () =>
    {
        await mosquitto.PublishAsync(TestBridge.Topic, [value]);
        return bridge.Log.Records.Any(r => r.Value() == value);
    }, 90);
}
