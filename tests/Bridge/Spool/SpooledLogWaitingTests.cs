using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Spool;

/// <summary>What the marks of a bridge with a spool go by: the arrival of the oldest record that the log does not have.</summary>
public sealed class SpooledLogWaitingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
    private readonly FakeLog _log = new();
    private SpoolMetrics _metrics = new();

    [Fact]
    public async Task Nothing_waits_while_the_log_stores()
    {
        await using var spool = Open();
        Submit(spool, "d", 1, 50);
        Assert.Null(spool.OldestWaiting);
    }

    [Fact]
    public async Task The_oldest_is_with_the_producer_then_on_the_disk_then_sent_and_then_none()
    {
        await using var spool = Open();
        _log.Holds = true;
        Submit(spool, "d", 5, 10);
        Assert.Equal(At(5), spool.OldestWaiting);
        await GoneAsync();
        await StoredAsync(Submit(spool, "e", 3_000, 100));
        Assert.Equal(At(5), spool.OldestWaiting); // on the disk, too, and not in the log for that
        _log.SettleAll();
        // Ten copies were stored after all; that one of them lies before the others in the spool is known when it is read.
        Back();
        await _log.WaitAsync(60);
        await Eventually.True(() => spool.OldestWaiting == At(3_000));
        _log.Holds = false;
        _log.SettleAll();
        await Eventually.True(() => spool.OldestWaiting is null && _metrics.Records == 0);
    }

    [Fact]
    public async Task After_a_restart_with_a_full_spool_it_is_what_it_was()
    {
        await using (var spool = Open())
        {
            await GoneAsync();
            await StoredAsync(Submit(spool, "late", 5_000, 100));
            await StoredAsync(Submit(spool, "old", 7, 3)); // they waited somewhere before
            Assert.Equal(At(7), spool.OldestWaiting);
        }
        var second = new FakeLog { IsUp = false, OldestAge = TimeSpan.FromSeconds(30) };
        _metrics = new SpoolMetrics();
        await using var again = Open(second);
        Assert.Equal(At(7), again.OldestWaiting);
        second.Holds = true;
        (second.OldestAge, second.IsUp) = (TimeSpan.Zero, true);
        await Eventually.True(() => second.Records.Count == 103);
        Assert.Equal(At(7), again.OldestWaiting); // sent, and not acknowledged
        foreach (var record in second.Records.Where(r => r.Key() == "demo/old"))
            record.Settle(RecordOutcome.Stored);
        Assert.Equal(At(5_000), again.OldestWaiting);
        second.SettleAll();
        Assert.Null(again.OldestWaiting);
    }

    [Fact]
    public async Task What_a_device_has_behind_its_spooled_records_counts_too()
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "d", 9_000, 1));
        _log.Holds = true;
        Back();
        await _log.WaitAsync(1);
        Submit(spool, "d", 4, 1); // held until the other is stored
        Assert.Equal(At(4), spool.OldestWaiting);
        Assert.Single(_log.Records);
        _log.Holds = false;
        _log.SettleAll();
        await Eventually.True(() => spool.OldestWaiting is null);
    }

    [Fact]
    public async Task What_is_for_other_topics_does_not()
    {
        await using var spool = Open();
        await GoneAsync();
        var other = new InFlightRecord(SpoolSamples.Message("d", 1), 1_044, 0, null, 1, 1) { Topic = "other" };
        spool.Submit(other);
        await StoredAsync([other]);
        Assert.Null(spool.OldestWaiting);
    }

    [Fact]
    public async Task Marks_pass_it_and_are_never_spooled()
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "d", 1, 1));
        _log.Holds = true;
        var mark = new InFlightRecord(SpoolSamples.Message("m", 1), 20, 0, null, 0, 0) { Partition = 3 };
        spool.Submit(mark);
        Assert.Same(mark, Assert.Single(_log.Records));
        Assert.Equal(1, _metrics.Records);
        await spool.WhenEmpty().WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static long At(int number) => 1_700_000_000_000 + number;

    private SpooledLog Open(FakeLog? log = null) => new(
        log ?? _log, SpoolSamples.Open(_directory, _metrics), new BridgeOptions { SpoolAfter = TimeSpan.FromSeconds(5), SpoolReplayRate = 1_000_000 }, _metrics, TimeProvider.System, NullLogger.Instance);

    private static List<InFlightRecord> Submit(SpooledLog spool, string device, int first, int count)
    {
        var records = Enumerable.Range(first, count).Select(n => SpoolSamples.Record(device, n)).ToList();
        records.ForEach(spool.Submit);
        return records;
    }

    private async Task GoneAsync()
    {
        (_log.OldestAge, _log.IsUp) = (TimeSpan.FromSeconds(30), false);
        await Eventually.True(() => _metrics.Active);
    }

    private void Back() => (_log.OldestAge, _log.IsUp) = (TimeSpan.Zero, true);

    private static Task StoredAsync(List<InFlightRecord> records) => Eventually.True(() => records.TrueForAll(r => r.Outcome == RecordOutcome.Stored));
}
