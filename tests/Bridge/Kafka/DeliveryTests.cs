using System.Buffers.Binary;
using System.Text;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Broker;

namespace ServerlessIot.Bridge.Tests.Kafka;

public sealed class DeliveryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-tests").FullName;

    [Theory]
    [InlineData("None")]
    [InlineData("Gzip")]
    public async Task Every_acknowledged_message_is_in_the_log_once_and_each_device_in_order(string compression)
    {
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory });
        await using var bridge = await KafkaBridge.StartAsync(
            broker.BootstrapServers, o => o with { Kafka = o.Kafka with { Compression = compression } });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(d => PublishAsync(bridge.Port, 4 + d % 2, d % 3, $"d{d}", 500)));
        await Eventually.True(async () => await bridge.MetricAsync("messages_acknowledged_total") == 3_000);
        var records = LogReader.ReadAll(broker.BootstrapServers);
        Assert.Equal(3_000, records.Count);
        foreach (var device in records.GroupBy(r => Encoding.UTF8.GetString(r.Message.Key)))
        {
            Assert.Equal(Enumerable.Range(1, 500), device.Select(r => BinaryPrimitives.ReadInt32LittleEndian(r.Message.Value)));
            Assert.Equal(Murmur2Partition(device.Key, 4), Assert.Single(device.Select(r => r.Partition.Value).Distinct()));
        }
        Assert.Equal(3_000, records.Select(r => Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("ce_id"))).Distinct().Count());
    }

    [Fact]
    public async Task A_record_carries_its_headers_and_the_time_of_arrival()
    {
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory });
        await using var bridge = await KafkaBridge.StartAsync(broker.BootstrapServers);
        using var device = await RawDevice.ConnectAsync(bridge.Port, 4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, TestBridge.Topic, "{}"u8.ToArray()));
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        var record = Assert.Single(LogReader.ReadAll(broker.BootstrapServers));
        var headers = record.Message.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes()));
        Assert.Equal(
            ["ce_id", "ce_source", "ce_specversion", "ce_time", "ce_type", "content-type", "datatype", "topic"],
            headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(record.Message.Timestamp.UtcDateTime, DateTimeOffset.Parse(headers["ce_time"], null).UtcDateTime);
    }

    [Fact]
    public async Task A_message_that_the_log_will_not_take_is_refused_and_its_neighbours_are_kept()
    {
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory, MaxMessageBytes = 100_000, DefaultPartitions = 1 });
        await using var bridge = await KafkaBridge.StartAsync(broker.BootstrapServers, o => o with { Kafka = o.Kafka with { LingerMs = 200 } });
        using var device = await RawDevice.ConnectAsync(bridge.Port, 5);
        for (var i = 1; i <= 9; i++)
            await device.SendAsync(Bytes.Publish(5, 1, i, TestBridge.Topic, new byte[i % 3 == 0 ? 200_000 : 10]));
        for (var i = 1; i <= 9; i++)
        {
            var ack = await device.ReadAsync();
            Assert.Equal(i, ack.PacketId());
            Assert.Equal(i % 3 == 0 ? 0x97 : 0, ack.Body().ElementAtOrDefault(2));
        }
        Assert.True(await bridge.MetricAsync("producer_replaced_total") > 0);
        var ids = LogReader.ReadAll(broker.BootstrapServers).Select(r => Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("ce_id"))).ToHashSet();
        Assert.Equal(6, ids.Count);
    }

    [Fact]
    public async Task A_bridge_starts_without_Kafka_and_delivers_when_it_comes()
    {
        string address;
        await using (var once = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory }))
            address = once.BootstrapServers;
        await using var bridge = await KafkaBridge.StartAsync(address);
        Assert.Equal(503, await bridge.ReadyAsync());
        using var device = await RawDevice.ConnectAsync(bridge.Port, 4);
        await device.SendAsync(Bytes.Publish(4, 1, 1, TestBridge.Topic, [1]));
        Assert.Empty(await device.SettleAsync());
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory, Port = int.Parse(address.Split(':')[1], null) });
        Assert.Equal([0x40, 2, 0, 1], await device.ReadAsync());
        await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        Assert.Single(LogReader.ReadAll(address));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task PublishAsync(int port, int level, int qos, string name, int count)
    {
        using var device = await RawDevice.ConnectAsync(port, level, name);
        for (var i = 1; i <= count; i++)
        {
            await device.SendAsync(Bytes.Publish(level, qos, i, $"sensors/{name}/data", BitConverter.GetBytes(i)));
            if (qos == 0)
                continue;
            if (i % 50 != 0)
                continue;
            for (var k = i - 49; k <= i; k++)
                Assert.Equal(k, (await device.ReadAsync()).PacketId());
            if (qos == 1)
                continue;
            for (var k = i - 49; k <= i; k++)
                await device.SendAsync(Bytes.PubRel(k));
            for (var k = i - 49; k <= i; k++)
                Assert.Equal([0x70, 2, .. Bytes.Short(k)], await device.ReadAsync());
        }
        await device.SettleAsync();
        await device.SendAsync(Bytes.Disconnect);
    }

    /// <summary>Kafka's default partitioner, written down from its specification: murmur2 with seed 0x9747b28c, sign bit cleared.</summary>
    private static int Murmur2Partition(string key, int partitions)
    {
        const uint M = 0x5bd1e995;
        var data = Encoding.UTF8.GetBytes(key);
        var h = 0x9747b28c ^ (uint)data.Length;
        var i = 0;
        for (; i + 4 <= data.Length; i += 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(i)) * M;
            h = (h * M) ^ ((k ^ (k >> 24)) * M);
        }
        var left = data.Length - i;
        if (left > 2)
            h ^= (uint)data[i + 2] << 16;
        if (left > 1)
            h ^= (uint)data[i + 1] << 8;
        if (left > 0)
            h = (h ^ data[i]) * M;
        h = (h ^ (h >> 13)) * M;
        return (int)((h ^ (h >> 15)) & 0x7fffffff) % partitions;
    }
}
