using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Spool;

public sealed class SpooledLogTests : IDisposable
{
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(30);
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
    private readonly FakeLog _log = new();
    private SpoolMetrics _metrics = new();

    [Fact]
    public async Task While_the_log_stores_nothing_touches_the_disk()
    {
        await using var spool = Open();
        foreach (var record in Submit(spool, "d", 1, 50))
            Assert.Equal(RecordOutcome.Stored, record.Outcome);
        Assert.Equal(50, _log.Records.Count);
        Assert.Empty(Directory.GetFiles(_directory, "*.spool"));
        Assert.Null(_log.Records[0].Header("replayed"));
    }

    [Fact]
    public async Task A_silent_log_hands_over_to_the_spool_which_acknowledges_and_replays_in_order()
    {
        await using var spool = Open();
        _log.Holds = true;
        var before = Submit(spool, "d", 1, 10);
        await GoneAsync();
        await StoredAsync(before); // from the disk, although the producer has them still
        var during = Submit(spool, "d", 11, 500);
        await StoredAsync(during);
        Assert.Equal(10, _log.Records.Count);
        Assert.True(spool.IsUp);
        Assert.False(spool.IsLogUp);

        _log.Holds = false;
        _log.SettleAll();
        Back();
        await Eventually.True(() => _metrics.Records == 0);
        await StoredAsync(Submit(spool, "d", 511, 5));
        Assert.Equal(Enumerable.Range(1, 515), Numbers("d"));
        Assert.Equal(Enumerable.Repeat("true", 500), _log.Records.Skip(10).Take(500).Select(r => r.Header("replayed")));
        Assert.All(_log.Records.Skip(510), r => Assert.Null(r.Header("replayed")));
        Assert.Equal("b-d-11", _log.Records[10].Header("ce_id"));
        Assert.Equal(1_700_000_000_011, _log.Records[10].Message.Timestamp.UnixTimestampMs);
        Assert.Empty(Directory.GetFiles(_directory, "*.spool"));
    }

    [Fact]
    public async Task What_is_for_a_topic_that_is_not_there_is_not_taken_and_what_was_acknowledged_for_it_waits_until_it_is()
    {
        await using var spool = Open();
        await GoneAsync();
        var early = For("gone", 1);
        spool.Submit(early);
        await StoredAsync([early]);
        _log.Missing["gone"] = true;
        var late = For("gone", 2);
        spool.Submit(late);
        Assert.Equal(RecordOutcome.NoTopic, late.Outcome);
        Back();
        // Nothing else waits for it, the same device's telemetry neither.
        await StoredAsync(Submit(spool, "d", 3, 1));
        await Eventually.True(() => Numbers("d").Count == 1);
        var refusals = _log.Refusals;
        await Eventually.True(() => _log.Refusals >= refusals + 2, 60); // written once more, and tried again
        Assert.Equal([3], Numbers("d"));
        await Eventually.True(() => _metrics.Records == 1);
        _log.Missing.Clear();
        await Eventually.True(() => _metrics.Records == 0, 60);
        Assert.Equal([3, 1], Numbers("d"));
        Assert.Equal("true", Assert.Single(_log.Records[1].Message.Headers, h => h.Key == "replayed") is var h ? System.Text.Encoding.UTF8.GetString(h.GetValueBytes()) : "");
        Assert.Equal(0, _metrics.Refused);
        Assert.Empty(Directory.GetFiles(_directory, "*.spool"));
    }

    [Fact]
    public async Task What_waits_for_its_topic_is_there_after_a_restart()
    {
        await using (var spool = Open())
        {
            await GoneAsync();
            var early = For("gone", 1);
            spool.Submit(early);
            await StoredAsync([early]);
            _log.Missing["gone"] = true;
            Back();
            await Eventually.True(() => _log.Refusals >= 2, 60);
        }
        var second = new FakeLog();
        _metrics = new SpoolMetrics();
        await using var again = Open(second);
        await Eventually.True(() => second.Records.Count == 1 && _metrics.Records == 0);
        Assert.Equal("gone", second.Records[0].Topic);
    }

    [Fact]
    public async Task However_many_wait_for_their_topic_what_lies_behind_them_goes_on_and_they_follow_in_order()
    {
        await using var spool = Open();
        await GoneAsync();
        var waiting = Enumerable.Range(1, 3_000).Select(n => For("gone", n)).ToList();
        waiting.ForEach(spool.Submit);
        await StoredAsync(waiting);
        await StoredAsync(Submit(spool, "other", 1, 500));
        _log.Missing["gone"] = true;
        Back();
        await Eventually.True(() => Numbers("other").Count == 500);
        await Eventually.True(() => _metrics.Records == 3_000);
        // Another outage, and what is spooled in it lies behind all that was written once more.
        await GoneAsync();
        await StoredAsync(Submit(spool, "other", 501, 500));
        Back();
        await Eventually.True(() => Numbers("other").Count == 1_000);
        _log.Missing.Clear();
        await Eventually.True(() => _metrics.Records == 0, 60);
        Assert.Equal(Enumerable.Range(1, 3_000), _log.Records.Where(r => r.Topic == "gone").Select(r => int.Parse(r.Value(), null)));
        Assert.Equal(Enumerable.Range(1, 1_000), Numbers("other"));
    }

    [Fact]
    public async Task They_follow_in_order_when_their_topic_comes_while_they_are_put_behind_others()
    {
        await using var spool = Open();
        await GoneAsync();
        var waiting = Enumerable.Range(1, 10_000).Select(n => For("gone", n)).ToList();
        waiting.ForEach(spool.Submit);
        await StoredAsync(waiting);
        await StoredAsync(Submit(spool, "other", 1, 1));
        _log.Missing["gone"] = true;
        var before = _log.Refusals;
        Back();
        await Eventually.True(() => _log.Refusals > before + 200);
        _log.Missing.Clear();
        var live = For("gone", 10_001);
        spool.Submit(live);
        await Eventually.True(() => _metrics.Records == 0 && live.Outcome == RecordOutcome.Stored, 60);
        Assert.Equal(Enumerable.Range(1, 10_001), _log.Records.Where(r => r.Topic == "gone").Select(r => int.Parse(r.Value(), null)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(400)]
    [InlineData(700)]
    public async Task They_follow_in_order_whenever_their_topic_comes(int refusals)
    {
        await using var spool = Open();
        await GoneAsync();
        var waiting = Enumerable.Range(1, 350).Select(n => For("gone", n)).ToList();
        waiting.ForEach(spool.Submit);
        await StoredAsync(waiting);
        _log.Missing["gone"] = true;
        var before = _log.Refusals;
        Back();
        await Eventually.True(() => _log.Refusals >= before + refusals, 60);
        _log.Missing.Clear();
        await Eventually.True(() => _metrics.Records == 0, 60);
        Assert.Equal(Enumerable.Range(1, 350), _log.Records.Select(r => int.Parse(r.Value(), null)));
    }

    [Fact]
    public async Task A_device_with_nothing_in_the_spool_passes_and_one_with_something_waits_its_turn()
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "old", 1, 1_000));
        _log.Holds = true; // what is replayed is not acknowledged: the backlog stands
        Back();
        await _log.WaitAsync(100);
        var other = Submit(spool, "new", 1, 1)[0];
        await Eventually.True(() => _log.Records.Any(r => r.Key() == "demo/new"));
        Assert.Equal(RecordOutcome.Pending, other.Outcome);
        var live = Submit(spool, "old", 1_001, 50);
        await StoredAsync(live); // behind the others, in the spool
        Assert.Equal(100, Numbers("old").Count); // so many may come twice after a death, and no more

        _log.Holds = false;
        _log.SettleAll();
        await Eventually.True(() => _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 1_050), Numbers("old"));
    }

    [Fact]
    public async Task With_little_left_in_the_spool_later_records_are_held_and_acknowledged_by_the_log()
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "d", 1, 20));
        _log.Holds = true;
        Back();
        await _log.WaitAsync(20);
        var live = Submit(spool, "d", 21, 5);
        Assert.All(live, r => Assert.Equal(RecordOutcome.Pending, r.Outcome));
        Assert.Equal(20, _log.Records.Count);
        _log.Holds = false;
        _log.SettleAll();
        await StoredAsync(live);
        Assert.Equal(Enumerable.Range(1, 25), Numbers("d"));
        Assert.All(_log.Records.Skip(20), r => Assert.Null(r.Header("replayed")));
    }

    [Fact]
    public async Task What_is_held_goes_to_the_spool_when_the_log_goes_again()
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "d", 1, 20));
        _log.Holds = true;
        Back();
        await _log.WaitAsync(20);
        var live = Submit(spool, "d", 21, 5);
        await GoneAsync();
        await StoredAsync(live);
        _log.Holds = false;
        _log.SettleAll();
        Back();
        await Eventually.True(() => _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 25), Numbers("d"));
    }

    [Fact]
    public async Task A_new_process_sends_what_the_old_one_left_and_not_what_it_marked()
    {
        await using (var spool = Open())
        {
            await GoneAsync();
            await StoredAsync(Submit(spool, "d", 1, 300));
            _log.Holds = true;
            Back();
            await _log.WaitAsync(100);
            foreach (var record in _log.Records.Take(60))
                record.Settle(RecordOutcome.Stored);
            await Eventually.True(() => _metrics.Records == 240);
        }
        var second = new FakeLog();
        _metrics = new SpoolMetrics();
        await using var again = Open(second);
        await Eventually.True(() => second.Records.Count == 240);
        Assert.Equal(Enumerable.Range(61, 240), second.Records.Select(r => int.Parse(r.Value(), null)));
        await Eventually.True(() => _metrics.Records == 0);
    }

    [Fact]
    public async Task A_full_spool_acknowledges_nothing_more_and_goes_on_when_there_is_room()
    {
        await using var spool = Open();
        await GoneAsync();
        var records = Submit(spool, "d", 1, 25, size: 900_000);
        await Eventually.True(() => _metrics.Full);
        var stored = records.Count(r => r.Outcome == RecordOutcome.Stored);
        Assert.InRange(stored, 15, 18);
        await Eventually.True(() => _metrics.Bytes > 0);
        Assert.InRange(_metrics.Bytes, 1, SpoolSamples.MostBytes);
        Assert.False(spool.IsUp);
        Assert.False(spool.WhenEmpty().IsCompleted);

        Back();
        await StoredAsync(records);
        await spool.WhenEmpty().WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.True(() => _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 25), Numbers("d"));
        await Eventually.True(() => spool.IsUp && !_metrics.Full);
    }

    [Fact]
    public async Task What_the_log_refuses_after_it_was_acknowledged_is_kept_and_counted()
    {
        await using var spool = Open();
        _log.Holds = true;
        var record = Submit(spool, "d", 1, 1);
        await GoneAsync();
        await StoredAsync(record);
        _log.SettleAll(RecordOutcome.Refused);
        Back();
        await Eventually.True(() => _metrics is { Records: 0, Refused: 1 });
        var kept = SpoolFrame.TryRead(File.ReadAllBytes(Path.Combine(_directory, "refused")), out _);
        Assert.Equal("1", System.Text.Encoding.UTF8.GetString(kept!.Message.Value).Trim());
    }

    [Fact]
    public async Task Many_devices_through_many_outages_keep_their_order()
    {
        await using var spool = Open();
        var dice = new Random(7);
        var next = new int[40];
        var all = new List<InFlightRecord>();
        for (var turn = 0; turn < 40; turn++)
        {
            _log.Holds = dice.Next(3) == 0;
            if (!_log.Holds)
                _log.SettleAll();
            if (dice.Next(2) == 0)
                await GoneAsync();
            else
                await BackAsync(wait: dice.Next(2) == 0);
            for (var i = 0; i < 300; i++)
            {
                var device = dice.Next(next.Length);
                all.AddRange(Submit(spool, $"d{device}", ++next[device], 1));
            }
        }
        _log.Holds = false;
        _log.SettleAll();
        Back();
        await Eventually.True(() => { _log.SettleAll(); return all.TrueForAll(r => r.Outcome == RecordOutcome.Stored) && _metrics.Records == 0; }, 60);
        for (var device = 0; device < next.Length; device++)
            Assert.Equal(Enumerable.Range(1, next[device]), Numbers($"d{device}"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private SpooledLog Open(FakeLog? log = null) => new(
        log ?? _log, SpoolSamples.Open(_directory, _metrics), new BridgeOptions { SpoolAfter = TimeSpan.FromSeconds(5), SpoolReplayRate = 1_000_000 }, _metrics, TimeProvider.System, NullLogger.Instance);

    private static List<InFlightRecord> Submit(SpooledLog spool, string device, int first, int count, int size = 20)
    {
        var records = Enumerable.Range(first, count).Select(n => SpoolSamples.Record(device, n, size)).ToList();
        records.ForEach(spool.Submit);
        return records;
    }

    private static InFlightRecord For(string topic, int n) => new(SpoolSamples.Message("d", n), 1_044, 0, null, 1, 1) { Topic = topic };

    private async Task GoneAsync()
    {
        (_log.OldestAge, _log.IsUp) = (TooOld, false);
        await Eventually.True(() => _metrics.Active);
    }

    private async Task BackAsync(bool wait)
    {
        Back();
        if (wait)
            await Eventually.True(() => !_metrics.Active);
    }

    private void Back() => (_log.OldestAge, _log.IsUp) = (TimeSpan.Zero, true);

    private static Task StoredAsync(List<InFlightRecord> records) => Eventually.True(() => records.TrueForAll(r => r.Outcome == RecordOutcome.Stored));

    private List<int> Numbers(string device) => [.. _log.Records.Where(r => r.Key() == $"demo/{device}").Select(r => int.Parse(r.Value(), null))];
}
