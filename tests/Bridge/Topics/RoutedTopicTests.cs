using System.Net;
using System.Text;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Coap;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Ingest;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Topics;

/// <summary>Messages that the topic map leads to a Kafka topic of their own, with headers (SOURCES 2).</summary>
public class RoutedTopicTests
{
    private const string Topic = "sensors/acme_s1/temperature";
    private const string KafkaTopic = "env.temperature.raw";

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_message_goes_to_the_topic_of_its_entry_with_its_headers_by_MQTT(int level)
    {
        await using var bridge = await TestBridge.StartAsync(Mapped);
        using var device = await bridge.ConnectAsync(level);
        await device.SendAsync(Bytes.Publish(level, 1, 1, Topic, Hot), Bytes.Publish(level, 1, 2, TestBridge.Topic, Hot));
        var records = await bridge.Log.WaitAsync(2);
        Assert.Equal([KafkaTopic, null], records.Select(r => r.Topic));
        Assert.Equal(
            ("acme/acme_s1", "acme_s1", "acme", "eu", Topic, "temperature"),
            (records[0].Key(), records[0].Header("device_id"), records[0].Header("tenant_id"), records[0].Header("region"), records[0].Header("topic"), records[0].Header("datatype")));
        Assert.Null(records[1].Header("tenant_id"));
        Assert.Equal((1, 2), ((await device.ReadAsync()).PacketId(), (await device.ReadAsync()).PacketId()));
    }

    [Fact]
    public async Task And_by_HTTP_and_CoAP()
    {
        await using var client = await IngestClient.StartAsync(o => Mapped(o) with { CoapPort = 0 });
        using var peer = new CoapPeer(client.Bridge);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync("1", topic: Topic)).Status);
        Assert.Equal("2.04", (await peer.AskAsync(CoapPeer.Con, CoapPeer.Post, 1, Topic, "1")).Code);
        Assert.All(client.Log.Records, r => Assert.Equal((KafkaTopic, "acme/acme_s1", "eu"), (r.Topic, r.Key(), r.Header("region"))));
        client.Log.Missing[KafkaTopic] = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.PostAsync("1", topic: Topic)).Status);
        Assert.Equal("5.03", (await peer.AskAsync(CoapPeer.Con, CoapPeer.Post, 2, Topic, "1")).Code);
        Assert.Equal(2, client.Log.Records.Count);
        await Eventually.True(async () => (await client.Bridge.GetAsync("/metrics")).Text.Contains("messages_refused_total{reason=\"kafka-topic\"} 2\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_its_topic_is_missing_a_message_is_not_acknowledged_and_its_neighbours_are()
    {
        await using var bridge = await TestBridge.StartAsync(Mapped);
        bridge.Log.Missing[KafkaTopic] = true;
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, Topic, Hot), Bytes.Publish(5, 1, 2, TestBridge.Topic, Hot));
        var refused = await device.ReadAsync();
        Assert.Equal((1, 0x97), (refused.PacketId(), refused.Body()[2]));
        Assert.Contains("Kafka topic is not there", Encoding.UTF8.GetString(refused), StringComparison.Ordinal);
        Assert.Equal(2, (await device.ReadAsync()).PacketId());
        // 3.1.1 has no word for it.
        using var older = await bridge.ConnectAsync(4, "d2");
        await older.SendAsync(Bytes.Publish(4, 1, 1, Topic, Hot));
        Assert.Empty(await older.ReadToEndAsync());
        Assert.Single(bridge.Log.Records);
    }

    [Fact]
    public async Task Wills_go_to_the_usual_topic_and_edge_rules_look_at_the_usual_one_only()
    {
        await using var bridge = await TestBridge.StartAsync(o => Mapped(o) with { EdgeRules = true, TopicMap = [.. Mapped(o).TopicMap, new() { Filter = "cars/{device}", Type = "vehicle", KafkaTopic = "cars" }] });
        using (var device = await RawDevice.OpenAsync(bridge.Port))
        {
            await device.SendAsync(Bytes.Connect(4, flags: 6, rest: [Bytes.Will(4, Topic, "gone")]), Bytes.Publish(4, 1, 1, "cars/car1", Hot));
            await bridge.Log.WaitAsync(1);
        }
        var records = await bridge.Log.WaitAsync(1);
        Assert.Equal([("cars", "serverlessiot.telemetry"), (null, "serverlessiot.will")], records.Select(r => (r.Topic, r.Header("ce_type"))));
    }

    private static byte[] Hot => """{"vin":"car1","timestamp":1767225600000,"battery_temp":70,"speed":10}"""u8.ToArray();

    private static BridgeOptions Mapped(BridgeOptions options) => options with
    {
        TopicMap =
        [
            new()
            {
                Filter = "sensors/{device}/{type}",
                TenantSeparator = "_",
                KafkaTopic = "env.{type}.raw",
                Headers = new Dictionary<string, string> { ["device_id"] = "{device}", ["tenant_id"] = "{tenant}", ["region"] = "eu" },
            },
            .. DefaultTopicMap.Entries,
        ],
        KafkaTopics = [KafkaTopic, "env.humidity.raw"],
    };
}
