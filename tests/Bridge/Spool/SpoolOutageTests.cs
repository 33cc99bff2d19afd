using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;

namespace ServerlessIot.Bridge.Tests.Spool;

public sealed class SpoolOutageTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;

    [Fact]
    public async Task Devices_do_not_notice_a_silent_stall_and_nothing_is_lost_doubled_or_out_of_order()
    {
        const int Devices = 20;
        await using var broker = await BrokerProcess.StartAsync();
        await using var bridge = await KafkaBridge.StartAsync(broker.Address, o => o with { SpoolDirectory = _directory, SpoolAfter = TimeSpan.FromSeconds(1) });
        await Eventually.True(async () => await bridge.MetricAsync("kafka_up") == 1);
        using var stop = new CancellationTokenSource();
        var fleet = Enumerable.Range(0, Devices).Select(d => Task.Run(() => PublishAsync(bridge.Port, $"d{d}", stop.Token))).ToArray();
        await Eventually.True(async () => await bridge.MetricAsync("messages_acknowledged_total") > 500);

        broker.Freeze();
        await Eventually.True(async () => await bridge.MetricAsync("spool_acknowledged_total") > 5_000, 60);
        await Eventually.True(async () => await bridge.MetricAsync("kafka_up") == 0);
        Assert.Equal(200, await bridge.ReadyAsync());
        broker.Thaw();
        await Eventually.True(async () => await bridge.MetricAsync("kafka_up") == 1, 60);
        // Devices go on: the spool must catch up with them all the same.
        await Eventually.True(async () => await bridge.MetricAsync("spool_records") == 0, 60);
        await stop.CancelAsync();
        var acknowledged = await Task.WhenAll(fleet);
        await Eventually.True(async () => await bridge.MetricAsync("spool_records") == 0);

        Assert.True(await bridge.MetricAsync("spool_replayed_total") > 2_000);
        var records = LogReader.ReadAll(broker.Address).GroupBy(r => Encoding.UTF8.GetString(r.Message.Key)).ToDictionary(g => g.Key, Values);
        for (var d = 0; d < Devices; d++)
            Assert.Equal(Enumerable.Range(1, acknowledged[d]), records[$"demo/d{d}"]);
    }

    [Fact]
    public async Task Killed_in_the_outage_and_in_the_replay_it_loses_nothing_that_was_acknowledged()
    {
        const int Messages = 6_000;
        await using var broker = await BrokerProcess.StartAsync();
        var acknowledged = 0;
        using (var bridge = await BridgeProcess.StartAsync(broker.Address, _directory))
        {
            using var device = await RawDevice.ConnectAsync(bridge.Port, 4);
            await SendAsync(device, 1, 100);
            broker.Freeze();
            await SendAsync(device, 101, Messages);
            acknowledged = Messages;
            bridge.Kill();
        }
        using (var bridge = await BridgeProcess.StartAsync(broker.Address, _directory))
        {
            broker.Thaw();
            await Eventually.True(async () => await bridge.MetricAsync("spool_replayed_total") > 200);
            bridge.Kill();
        }
        using (var bridge = await BridgeProcess.StartAsync(broker.Address, _directory))
        {
            using var device = await RawDevice.ConnectAsync(bridge.Port, 4);
            await SendAsync(device, acknowledged + 1, acknowledged + 100);
            await Eventually.True(async () => await bridge.MetricAsync("spool_records") == 0);
        }
        var records = LogReader.ReadAll(broker.Address);
        var first = records.DistinctBy(r => Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("ce_id"))).ToList();
        Assert.Equal(Enumerable.Range(1, acknowledged + 100), Values(first));
        AssertRecognisable([.. records.Select(r => Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("ce_id")))]);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static IEnumerable<int> Values(IEnumerable<ConsumeResult<byte[], byte[]>> records) => records.Select(r => BinaryPrimitives.ReadInt32LittleEndian(r.Message.Value));

    /// <summary>Validate remembers the last 128 ids of a device however old they are, and all of five minutes: a copy must not come later than that.</summary>
    private static void AssertRecognisable(List<string> ids)
    {
        var (last, newIds) = (new Dictionary<string, int>(), 0);
        foreach (var id in ids)
        {
            if (last.TryGetValue(id, out var at))
                Assert.InRange(newIds - at, 0, 1_000);
            else
                last[id] = ++newIds;
        }
    }

    private static async Task SendAsync(RawDevice device, int from, int to)
    {
        for (var i = from; i <= to; i += 100)
        {
            var count = Math.Min(100, to - i + 1);
            await device.SendAsync([.. Enumerable.Range(i, count).Select(n => Bytes.Publish(4, 1, n % 65_000 + 1, TestBridge.Topic, BitConverter.GetBytes(n)))]);
            for (var n = i; n < i + count; n++)
                Assert.Equal(n % 65_000 + 1, (await device.ReadAsync()).PacketId());
        }
    }

    /// <returns>How many messages were acknowledged: all that were sent.</returns>
    private static async Task<int> PublishAsync(int port, string name, CancellationToken stop)
    {
        using var device = await RawDevice.ConnectAsync(port, 4, name);
        var sent = 0;
        while (!stop.IsCancellationRequested)
        {
            for (var i = 0; i < 10; i++, sent++)
                await device.SendAsync(Bytes.Publish(4, 1, sent % 60_000 + 1, $"sensors/{name}/data", BitConverter.GetBytes(sent + 1)));
            for (var i = sent - 10; i < sent; i++)
                Assert.Equal(i % 60_000 + 1, (await device.ReadAsync()).PacketId());
        }
        return sent;
    }
}
