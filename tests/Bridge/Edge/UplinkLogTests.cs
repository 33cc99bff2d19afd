using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Spool;

namespace ServerlessIot.Bridge.Tests.Edge;

public sealed class UplinkLogTests : IAsyncDisposable
{
    /// <summary>Of a record with its overhead.</summary>
    private const int Size = 1_044;

    private readonly FakeLog _log = new();
    private readonly HandClock _clock = new();
    private readonly UplinkLog _uplink;

    public UplinkLogTests() => _uplink = new UplinkLog(_log, 1_000 * Size, _clock);

    [Fact]
    public async Task Critical_messages_go_first_and_the_others_share_the_rest()
    {
        Submit(UplinkPriority.Low, 50);
        Submit(UplinkPriority.Medium, 50);
        Submit(UplinkPriority.High, 50);
        Submit(UplinkPriority.Critical, 10);
        await SendAsync(80);
        Assert.All(_log.Records.Take(10), r => Assert.Equal(UplinkPriority.Critical, r.Priority));
        var rest = _log.Records.Skip(10).CountBy(r => r.Priority).ToDictionary();
        Assert.InRange(rest[UplinkPriority.High], 39, 41);
        Assert.InRange(rest[UplinkPriority.Medium], 19, 21);
        Assert.InRange(rest[UplinkPriority.Low], 9, 11);
        foreach (var lane in _log.Records.GroupBy(r => r.Priority))
            Assert.Equal(Enumerable.Range(1, lane.Count()), lane.Select(r => int.Parse(r.Value(), null)));
    }

    [Fact]
    public async Task A_priority_that_was_silent_has_saved_nothing_up()
    {
        Submit(UplinkPriority.Low, 100);
        await SendAsync(60);
        Submit(UplinkPriority.High, 100);
        await SendAsync(50);
        Assert.InRange(_log.Records.Skip(60).Count(r => r.Priority == UplinkPriority.Low), 9, 11);
    }

    [Theory]
    [InlineData(nameof(UplinkPriority.Critical), 100)]
    [InlineData(nameof(UplinkPriority.High), 500)]
    [InlineData(nameof(UplinkPriority.Medium), 1_000)]
    [InlineData(nameof(UplinkPriority.Low), 2_000)]
    public void What_does_not_fit_its_queue_is_dropped(string priority, int bound)
    {
        var records = Submit(Enum.Parse<UplinkPriority>(priority), bound + 3);
        Assert.Equal(bound, records.Count(r => r.Outcome == RecordOutcome.Pending));
        Assert.All(records.Skip(bound), r => Assert.Equal(RecordOutcome.Dropped, r.Outcome));
    }

    [Fact]
    public async Task What_waits_for_more_than_30_seconds_is_dropped_with_what_its_device_has_behind_it()
    {
        Busy(TimeSpan.FromSeconds(60));
        await SendAsync(1);
        var first = Submit(UplinkPriority.Medium, 1, "a");
        _clock.Advance(TimeSpan.FromSeconds(20));
        var later = Submit(UplinkPriority.Medium, 1, "a");
        var other = Submit(UplinkPriority.Medium, 1, "b");
        _clock.Advance(TimeSpan.FromSeconds(11));
        await Eventually.True(() => first[0].Outcome == RecordOutcome.Dropped && later[0].Outcome == RecordOutcome.Dropped);
        Assert.Equal(RecordOutcome.Pending, other[0].Outcome);
    }

    [Theory]
    [InlineData(400, 100)]
    [InlineData(600, 80)]
    [InlineData(5_000, 60)]
    public async Task Congestion_leaves_a_part_of_the_bandwidth_free(int oldestMilliseconds, int expected)
    {
        _log.OldestAge = TimeSpan.FromMilliseconds(oldestMilliseconds);
        Submit(UplinkPriority.Low, 300);
        await SendAsync(expected, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task With_a_spool_what_is_dropped_is_acknowledged_from_the_disk_and_comes_in_order()
    {
        var directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
        var metrics = new SpoolMetrics();
        await using (var spool = new SpooledLog(_uplink, SpoolSamples.Open(directory, metrics), new BridgeOptions { SpoolReplayRate = 1_000_000 }, metrics, TimeProvider.System, NullLogger.Instance))
        {
            var records = Enumerable.Range(1, 1_500).Select(n => Record(UplinkPriority.Medium, n, "d")).ToList();
            records.ForEach(spool.Submit);
            // 1,000 wait for the uplink; those behind them are kept or held.
            await Eventually.True(() => metrics.Acknowledged > 0);
            while (records.Exists(r => r.Outcome != RecordOutcome.Stored) || metrics.Records > 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Delay(5);
            }
            Assert.Equal(Enumerable.Range(1, 1_500), _log.Records.Select(r => int.Parse(r.Value(), null)));
            Assert.Contains(_log.Records, r => r.Header("replayed") == "true");
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Marks_pass_what_waits_which_holds_them_back_and_take_their_part_of_the_bandwidth()
    {
        Submit(UplinkPriority.Low, 50);
        Assert.Equal(1_700_000_000_001, _uplink.OldestWaiting);
        var mark = new InFlightRecord(SpoolSamples.Message("mark", 0), 10 * Size, 0, null, 0, 0) { Partition = 0 };
        _uplink.Submit(mark);
        Assert.Same(mark, Assert.Single(_log.Records));
        await _log.WaitAsync(1);
        await SendAsync(30, TimeSpan.FromMilliseconds(40));
        await Eventually.True(() => _uplink.OldestWaiting == 1_700_000_000_031);
        await SendAsync(20);
        await Eventually.True(() => _uplink.OldestWaiting is null);
    }

    [Fact]
    public void What_the_log_has_not_acknowledged_holds_marks_back_as_well()
    {
        _log.OldestWaiting = 1_700_000_000_005;
        Assert.Equal(1_700_000_000_005, _uplink.OldestWaiting);
        Submit(UplinkPriority.Low, 1);
        Assert.Equal(1_700_000_000_001, _uplink.OldestWaiting);
        _log.OldestWaiting = 1_699_999_999_999;
        Assert.Equal(1_699_999_999_999, _uplink.OldestWaiting);
    }

    [Fact]
    public async Task However_many_marks_there_are_records_wait_a_tenth_of_a_second_for_them_at_most()
    {
        for (var i = 0; i < 37; i++)
            _uplink.Submit(new InFlightRecord(SpoolSamples.Message("mark", 0), 10 * Size, 0, null, 0, 0) { Partition = i });
        await _log.WaitAsync(37);
        Submit(UplinkPriority.Low, 50);
        await SendAsync(10, TimeSpan.FromMilliseconds(109.5));
        // Behind a record that has overdrawn by more they add nothing.
        Busy(TimeSpan.FromSeconds(1));
        await SendAsync(1, TimeSpan.FromMilliseconds(20));
        for (var i = 0; i < 37; i++)
            _uplink.Submit(new InFlightRecord(SpoolSamples.Message("mark", 0), 10 * Size, 0, null, 0, 0) { Partition = i });
        await _log.WaitAsync(37);
        await SendAsync(1, TimeSpan.FromMilliseconds(981));
    }

    [Fact]
    public async Task A_bridge_counts_what_the_uplink_does_not_take()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { UplinkBytesPerSecond = 1_000 });
        using var device = await bridge.ConnectAsync(5);
        var critical = Bytes.Properties(Bytes.UserProperty("priority", "critical"));
        for (var i = 0; i < 200; i++)
            await device.SendAsync(Bytes.Publish(5, 0, 0, TestBridge.Topic, new byte[2_000], properties: critical));
        await device.SettleAsync();
        await Eventually.True(async () => (await bridge.GetAsync("/metrics")).Text.Contains("messages_refused_total{reason=\"uplink\"}", StringComparison.Ordinal));
        Assert.All(bridge.Log.Records, r => Assert.Equal(UplinkPriority.Critical, r.Priority));
    }

    public ValueTask DisposeAsync() => _uplink.DisposeAsync();

    private List<InFlightRecord> Submit(UplinkPriority priority, int count, string device = "d")
    {
        var records = Enumerable.Range(1, count).Select(n => Record(priority, n, device)).ToList();
        records.ForEach(_uplink.Submit);
        return records;
    }

    private InFlightRecord Record(UplinkPriority priority, int number, string device) =>
        new(SpoolSamples.Message(device, number), Size, _clock.GetTimestamp(), null, 1, 1) { Priority = priority };

    /// <summary>One message as large as what the uplink carries in this time.</summary>
    private void Busy(TimeSpan time) => _uplink.Submit(new InFlightRecord(SpoolSamples.Message("x", 0), (int)(time.TotalSeconds * 1_000 * Size), _clock.GetTimestamp(), null, 0, 0));

    /// <summary>Lets so many more be sent, and sees that no more are.</summary>
    private async Task SendAsync(int count, TimeSpan? time = null)
    {
        var before = _log.Records.Count;
        _clock.Advance(time ?? TimeSpan.FromMilliseconds(count));
        await Eventually.True(() => _log.Records.Count >= before + count);
        await _log.WaitAsync(count);
        Assert.Equal(before + count, _log.Records.Count);
    }
}
