using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;
using ServerlessIot.Bridge.Tests.Spool;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Tests.Marks;

/// <summary>What marks promise, held against a log: behind a mark nothing comes for the first time that arrived before its watermark.</summary>
public sealed class MarkOrderTests : IDisposable
{
    private const int Devices = 8;
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;

    [Fact]
    public async Task Through_an_outage_a_death_and_a_slow_replay_the_promise_is_kept_and_time_goes_on_afterwards()
    {
        await using var broker = await BrokerProcess.StartAsync();
        using (var bridge = await BridgeProcess.StartAsync(broker.Address, _directory, markEvery: 1))
        {
            await PublishAsync(bridge.Port, 100);
            await Eventually.True(() => Marks(broker).Count > 0);
            broker.Freeze();
            await PublishAsync(bridge.Port, 500);
            bridge.Kill();
        }
        using (var bridge = await BridgeProcess.StartAsync(broker.Address, _directory, markEvery: 1, replayRate: 100))
        {
            await PublishAsync(bridge.Port, 100);
            broker.Thaw();
            await Eventually.True(async () => await bridge.MetricAsync("spool_replayed_total") > 50, 60);
            await PublishAsync(bridge.Port, 100);
            await Eventually.True(async () => await bridge.MetricAsync("spool_records") == 0, 120);
            var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await Eventually.True(() => Marks(broker).GroupBy(m => m.Record.Partition.Value).All(p => p.Last().Mark.Watermark > end), 60);
        }
        var records = LogReader.ReadAll(broker.Address);
        AssertKept(records);
        var firstReplayed = records.Where(r => r.Message.Headers.TryGetLastBytes("replayed", out _)).Min(r => r.Message.Timestamp.UnixTimestampMs);
        var held = Marks(broker).Where(m => m.Record.Message.Timestamp.UnixTimestampMs - m.Mark.Watermark > 2_000).ToList();
        Assert.NotEmpty(held); // while the spool emptied
        Assert.Contains(held, m => m.Mark.Watermark >= firstReplayed - 1_000);
        Assert.All(Marks(broker), m => Assert.Equal("/bridges/spooling", Encoding.UTF8.GetString(m.Record.Message.Headers.GetLastBytes("ce_source"))));
    }

    [Fact]
    public async Task Through_a_death_of_the_log_it_is_kept_too_and_a_bridge_that_ends_says_so_last()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using (var bridge = await KafkaBridge.StartAsync(broker.Address, o => o with { MarkEvery = TimeSpan.FromSeconds(1) }))
        {
            await PublishAsync(bridge.Port, 100);
            await Eventually.True(() => Marks(broker).Count > 0);
            await broker.KillAsync();
            var publishing = PublishAsync(bridge.Port, 400);
            await Task.Delay(3_000); // marks are due meanwhile
            await broker.RunAsync();
            await publishing.WaitAsync(TimeSpan.FromSeconds(60));
            await Eventually.True(async () => await bridge.ReadyAsync() == 200);
        }
        var records = LogReader.ReadAll(broker.Address);
        AssertKept(records);
        Assert.Equal(500, records.Count(r => !r.IsMark()));
        Assert.All(records.GroupBy(r => r.Partition.Value), p => Assert.True(p.MaxBy(r => r.Offset.Value)!.Mark().IsClosed));
        Assert.Equal(0, Marks(broker).Count(m => m.Mark.IsClosed && m.Mark.HasSpool));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void AssertKept(List<ConsumeResult<byte[], byte[]>> records)
    {
        foreach (var partition in records.GroupBy(r => r.Partition.Value))
        {
            var (reached, known) = (0L, new HashSet<string>(StringComparer.Ordinal));
            foreach (var record in partition.OrderBy(r => r.Offset.Value))
            {
                if (record.IsMark())
                    reached = Math.Max(reached, record.Mark().Watermark);
                else if (known.Add(Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("ce_id"))))
                    Assert.True(record.Message.Timestamp.UnixTimestampMs >= reached, $"partition {partition.Key}, offset {record.Offset.Value}: arrived at {record.Message.Timestamp.UnixTimestampMs}, behind a mark of {reached}");
            }
        }
    }

    private static async Task PublishAsync(int port, int messages) => await Task.WhenAll(Enumerable.Range(0, Devices).Select(async d =>
    {
        using var device = await RawDevice.ConnectAsync(port, 4, $"d{d}");
        var count = (messages / Devices) + (d < messages % Devices ? 1 : 0);
        for (var i = 1; i <= count; i++)
        {
            await device.SendAsync(Bytes.Publish(4, 1, i, $"sensors/d{d}/data", [1]));
            Assert.Equal(i, (await device.ReadAsync()).PacketId());
        }
    }));

    private static List<(ConsumeResult<byte[], byte[]> Record, BridgeMark Mark)> Marks(BrokerProcess broker) =>
        [.. LogReader.ReadAll(broker.Address).Where(r => r.IsMark()).Select(r => (r, r.Mark()))];
}
