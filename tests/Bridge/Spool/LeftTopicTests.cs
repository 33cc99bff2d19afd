using System.Net;
using System.Net.Sockets;
using System.Text;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;
using ServerlessIot.Broker;

namespace ServerlessIot.Bridge.Tests.Spool;

/// <summary>A spool with records for Kafka topics that the topic map named when they came, and no longer names.</summary>
public sealed class LeftTopicTests : IDisposable
{
    private const int Left = 3079;
    private const int MissingTopic = 3025;
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
    private readonly string _broker = Directory.CreateTempSubdirectory("bridge-tests").FullName;

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        Directory.Delete(_broker, recursive: true);
    }

    [Fact]
    public async Task They_are_delivered_and_those_whose_topic_is_not_there_are_kept_and_told_of_and_hold_up_nothing()
    {
        const int Each = 300;
        var port = FreePort();
        await using (var before = await KafkaBridge.StartAsync($"127.0.0.1:{port}", o => Spooling(o) with
        {
            TopicMap = [new() { Filter = "here/{device}", KafkaTopic = "left.here" }, new() { Filter = "nowhere/{device}", KafkaTopic = "left.nowhere" }, new() { Filter = "sensors/{device}/data" }],
        }))
        {
            using var device = await RawDevice.ConnectAsync(before.Port, 4);
            var id = 0;
            foreach (var topic in new[] { "nowhere/d1", "here/d1", "sensors/d1/data" })
                for (var i = 0; i < Each; i++)
                    await device.SendAsync(Bytes.Publish(4, 1, ++id, topic, Encoding.UTF8.GetBytes($"{i}")));
            for (var i = 1; i <= id; i++)
                Assert.Equal(i, (await device.ReadAsync()).PacketId());
        }

        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _broker, Port = port, AutoCreateTopics = false });
        await BrokerTopics.CreateAsync(broker.BootstrapServers, "telemetry.raw", "device.replies", "left.here");
        var lines = new LogLines();
        await using var bridge = await KafkaBridge.StartAsync(broker.BootstrapServers, Spooling, lines);
        await Eventually.True(async () => await bridge.MetricAsync("spool_records") == Each, 60);
        using (var device = await RawDevice.ConnectAsync(bridge.Port, 4))
        {
            await device.SendAsync(Bytes.Publish(4, 1, 1, "sensors/d1/data", Encoding.UTF8.GetBytes($"{Each}")));
            Assert.Equal(1, (await device.ReadAsync()).PacketId());
        }
        Assert.Equal(Enumerable.Range(0, Each), Values(broker, "left.here"));
        Assert.Equal(Enumerable.Range(0, Each + 1), Values(broker, "telemetry.raw"));
        Assert.Contains($"{Each} records for Kafka topic left.nowhere", string.Join('\n', lines.Of(Left)), StringComparison.Ordinal);
        Assert.Contains("left.nowhere", Assert.Single(lines.Of(MissingTopic)), StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (await bridge.MetricAsync("producer_replaced_total"), await bridge.MetricAsync("spool_active"), await bridge.MetricAsync("spool_refused_total")));

        await BrokerTopics.CreateAsync(broker.BootstrapServers, "left.nowhere");
        await Eventually.True(async () => await bridge.MetricAsync("spool_records") == 0, 60);
        Assert.Equal(Enumerable.Range(0, Each), Values(broker, "left.nowhere"));
    }

    private BridgeOptions Spooling(BridgeOptions options) => options with { SpoolDirectory = _directory, SpoolAfter = TimeSpan.FromSeconds(1) };

    private static IEnumerable<int> Values(KafkaBroker broker, string topic) => LogReader.ReadAll(broker.BootstrapServers, topic).Select(r => int.Parse(Encoding.UTF8.GetString(r.Message.Value), null));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
