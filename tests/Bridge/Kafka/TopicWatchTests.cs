using System.Text;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Broker;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>Topics beside telemetry.raw: known before they are needed, and no harm when they are not there.</summary>
public sealed class TopicWatchTests : IDisposable
{
    private const int MissingTopic = 3025;
    private const int FoundTopic = 3026;
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-tests").FullName;
    private readonly LogLines _lines = new();

    [Fact]
    public async Task The_producer_asks_for_its_topics_before_anything_is_written()
    {
        // What a producer asks for this broker creates.
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory });
        await using var bridge = await KafkaBridge.StartAsync(broker.BootstrapServers, o => o with { EdgeRules = true });
        await Eventually.True(() => BrokerTopics.List(broker.BootstrapServers).Count(name => name is "telemetry.raw" or "alerts" or "device.replies") == 3);
        Assert.Equal(0, await bridge.MetricAsync("messages_acknowledged_total"));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_told_once_and_what_is_for_it_is_refused_until_it_is()
    {
        await using var broker = await StartAsync("telemetry.raw", "device.commands");
        await using var bridge = await KafkaBridge.StartAsync(broker.BootstrapServers, o => o with { EdgeRules = true }, _lines);
        await Eventually.True(() => _lines.Of(MissingTopic).Count == 2);
        using var device = await RawDevice.ConnectAsync(bridge.Port, 5);
        // Telemetry is stored, its alert comes from the step Alert, the reply may be sent again.
        await device.SendAsync(Bytes.Publish(5, 1, 1, "vehicles/car1/telemetry", Hot("car1")), Bytes.Publish(5, 1, 2, "replies/d1/7", "{}"u8.ToArray()));
        Assert.Equal(1, (await device.ReadAsync()).PacketId());
        Assert.Equal(0x97, (await device.ReadAsync()).Body()[2]);
        await Eventually.True(async () => await bridge.ShowsAsync("messages_refused_total{reason=\"edge\"} 1\n"));
        Assert.Equal(0, await bridge.MetricAsync("producer_replaced_total"));

        await BrokerTopics.CreateAsync(broker.BootstrapServers, "alerts", "device.replies");
        await Eventually.True(() => _lines.Of(FoundTopic).Count == 2);
        await device.SendAsync(Bytes.Publish(5, 1, 3, "vehicles/car2/telemetry", Hot("car2")), Bytes.Publish(5, 1, 4, "replies/d1/7", "{}"u8.ToArray()));
        Assert.Equal(3, (await device.ReadAsync()).PacketId());
        Assert.Equal(4, (await device.ReadAsync()).PacketId());
        await Eventually.True(async () => await bridge.MetricAsync("edge_alerts_total") == 1);
        Assert.Equal("demo/car2", Encoding.UTF8.GetString(Assert.Single(LogReader.ReadAll(broker.BootstrapServers, "alerts")).Message.Key));
        Assert.Single(LogReader.ReadAll(broker.BootstrapServers, "device.replies"));
        Assert.Equal(2, _lines.Of(MissingTopic).Count);
        Assert.Contains("Kafka has no topic alerts", string.Join('\n', _lines.Of(MissingTopic)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_goes_ends_at_most_one_producer_and_the_others_records_are_stored()
    {
        await using var broker = await StartAsync("telemetry.raw", "alerts", "device.replies");
        await using var bridge = await KafkaBridge.StartAsync(broker.BootstrapServers, change: null, _lines);
        using var device = await RawDevice.ConnectAsync(bridge.Port, 5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, "replies/d1/7", []));
        Assert.Equal(1, (await device.ReadAsync()).PacketId());
        await BrokerTopics.DeleteAsync(broker.BootstrapServers, "device.replies");
        await device.SendAsync(Bytes.Publish(5, 1, 2, "replies/d1/7", []), Bytes.Publish(5, 1, 3, TestBridge.Topic, [1]));
        Assert.Equal((2, 0x97), (await device.ReadAsync(TimeSpan.FromSeconds(90))) is var ack ? (ack.PacketId(), ack.Body()[2]) : default);
        Assert.Equal(3, (await device.ReadAsync(TimeSpan.FromSeconds(60))).PacketId());
        Assert.Single(LogReader.ReadAll(broker.BootstrapServers));
        Assert.InRange(await bridge.MetricAsync("producer_replaced_total"), 0, 1);
        Assert.Single(_lines.Of(MissingTopic));
    }

    [Fact]
    public async Task A_topic_of_the_topic_map_takes_messages_as_soon_as_it_is_there()
    {
        await using var broker = await StartAsync("telemetry.raw", "device.replies");
        await using var bridge = await KafkaBridge.StartAsync(
            broker.BootstrapServers, o => o with { TopicMap = [new() { Filter = "sensors/{device}/temperature", KafkaTopic = "env.temperature.raw", Headers = new Dictionary<string, string> { ["device_id"] = "{device}" } }] }, _lines);
        await Eventually.True(() => _lines.Of(MissingTopic).Count == 1);
        using var device = await RawDevice.ConnectAsync(bridge.Port, 5);
        await device.SendAsync(Bytes.Publish(5, 1, 1, "sensors/d1/temperature", [1]));
        Assert.Equal(0x97, (await device.ReadAsync()).Body()[2]);
        await BrokerTopics.CreateAsync(broker.BootstrapServers, "env.temperature.raw");
        await Eventually.True(() => _lines.Of(FoundTopic).Count == 1);
        await device.SendAsync(Bytes.Publish(5, 1, 2, "sensors/d1/temperature", [2]));
        Assert.Equal([0x40, 2, 0, 2], (await device.ReadAsync())[..4]);
        var record = Assert.Single(LogReader.ReadAll(broker.BootstrapServers, "env.temperature.raw"));
        Assert.Equal(("demo/d1", "d1"), (Encoding.UTF8.GetString(record.Message.Key), CommandTopics.Header(record, "device_id")));
        Assert.Empty(LogReader.ReadAll(broker.BootstrapServers));
        Assert.Equal(0, await bridge.MetricAsync("producer_replaced_total"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static byte[] Hot(string car) => Encoding.UTF8.GetBytes($$"""{"vin":"{{car}}","timestamp":1767225600000,"battery_temp":70,"speed":10}""");

    private async Task<KafkaBroker> StartAsync(params string[] topics)
    {
        var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory, AutoCreateTopics = false });
        await BrokerTopics.CreateAsync(broker.BootstrapServers, topics);
        return broker;
    }
}
