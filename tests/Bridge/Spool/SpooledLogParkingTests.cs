using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Spool;

/// <summary>What waits for its topic, in a full spool and over a restart.</summary>
public sealed class SpooledLogParkingTests : IDisposable
{
    private const int Large = 900_000; // 18 of them fill the spool, three a segment
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
    private FakeLog _log = new();
    private SpoolMetrics _metrics = new();

    [Theory]
    [InlineData(7)] // it is full as soon as they are written once more
    [InlineData(10)] // it is full before
    public async Task What_lies_behind_them_in_a_full_spool_goes_on_and_makes_room(int others)
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "gone", "d", 1, 10, Large));
        var behind = Submit(spool, null, "other", 1, others, Large);
        await Eventually.True(() => behind.Count(r => r.Outcome == RecordOutcome.Stored) == Math.Min(others, 8) && _metrics.Full == (others > 8));
        _log.Missing["gone"] = true;
        Back();
        await StoredAsync(behind);
        await Eventually.True(() => _metrics is { Records: 10, Full: false }, 60);
        await Eventually.True(() => _metrics.Bytes is >= 10 * Large and <= SpoolSamples.MostBytes); // looked at now and then
        Assert.Equal(Enumerable.Range(1, others), Numbers(null));
        _log.Missing.Clear();
        await Eventually.True(() => _metrics.Records == 0, 60);
        Assert.Equal(Enumerable.Range(1, 10), Numbers("gone"));
        Assert.Empty(Directory.GetFiles(_directory, "*.spool"));
    }

    [Fact]
    public async Task From_a_full_spool_they_go_as_soon_as_their_topic_is_there()
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, null, "first", 1, 3, Large)); // the oldest segment, which stays
        await StoredAsync(Submit(spool, "gone", "d", 1, 15, Large));
        _log.Missing["gone"] = true;
        _log.Holds = true;
        Back();
        await Eventually.True(() => _metrics.Full);
        _log.Missing.Clear();
        await Eventually.True(() => Numbers("gone").Count >= 5);
        Assert.True(_metrics.Full);
        Settle();
        await Eventually.True(() => _metrics is { Records: 0, Full: false });
        Assert.Equal(Enumerable.Range(1, 15), Numbers("gone"));
    }

    [Fact]
    public async Task While_a_full_spool_keeps_some_from_being_written_once_more_none_passes_them()
    {
        await using var spool = Open(replayRate: 100);
        await GoneAsync();
        await StoredAsync(Submit(spool, null, "first", 1, 3, Large)); // the oldest segment, which stays
        await StoredAsync(Submit(spool, "gone", "d", 1, 90, 20_000));
        await StoredAsync([.. Submit(spool, null, "last", 1, 13, Large), .. Submit(spool, null, "last", 14, 1, 500_000)]);
        _log.Missing["gone"] = true;
        _log.Holds = true;
        Back();
        await Eventually.True(() => _metrics.Full); // when three of them were written once more
        _log.Missing.Clear();
        var asked = _log.Asked;
        await Eventually.True(() => _log.Asked >= asked + 10);
        Assert.Empty(Numbers("gone"));
        Settle();
        await Eventually.True(() => _metrics is { Records: 0, Full: false }, 60);
        Assert.Equal(Enumerable.Range(1, 90), Numbers("gone"));
        Assert.Equal([1, 2, 3, .. Enumerable.Range(1, 14)], Numbers(null));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    public async Task None_passes_them_when_their_topic_comes_between_two_looks(int refusals)
    {
        await using var spool = Open();
        await GoneAsync();
        await StoredAsync(Submit(spool, "gone", "d", 1, 50));
        _log.Missing["gone"] = true;
        _log.RefusalsUntilThere = _log.Refusals + refusals;
        Back();
        await Eventually.True(() => _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 50), Numbers("gone"));
    }

    [Theory]
    [InlineData(0)] // death came before the mark passed their old places
    [InlineData(4)]
    [InlineData(10)]
    public async Task A_new_process_sends_those_that_were_written_once_more_before_those_that_were_not(ulong done)
    {
        Interrupted(done);
        await using var spool = Open();
        await Eventually.True(() => _log.Records.Count > 0 && _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 20), Numbers("gone"));
    }

    [Fact]
    public async Task A_new_process_in_an_outage_puts_nothing_between_them()
    {
        Interrupted(10);
        (_log.OldestAge, _log.IsUp) = (TimeSpan.FromSeconds(30), false);
        await using var spool = Open();
        var live = Submit(spool, "gone", "d", 21, 1); // held when the spool takes over
        await GoneAsync();
        live.AddRange(Submit(spool, "gone", "d", 22, 1));
        await StoredAsync(Submit(spool, null, "d", 1, 1)); // what was submitted before is on the disk, if it ever is
        Assert.All(live, r => Assert.Equal(RecordOutcome.Pending, r.Outcome));
        Back();
        await StoredAsync(live);
        await Eventually.True(() => _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 22), Numbers("gone"));
    }

    [Fact]
    public async Task A_new_process_with_a_full_spool_sends_none_before_those_that_were_written_once_more()
    {
        using (var files = SpoolSamples.Open(_directory))
        {
            files.Recover(_ => { });
            for (var n = 1; n <= 3; n++)
                Append(files, 100 + (ulong)n, "", SpoolSamples.Message("first", n, Large), 0); // the oldest segment, which stays
            for (var n = 1; n <= 20; n++)
                Append(files, 103 + (ulong)n, "gone", SpoolSamples.Message("d", n <= 10 ? n + 10 : n - 10), n <= 10 ? 0 : (ulong)n);
            files.MarkDone(100);
        }
        (_log.OldestAge, _log.IsUp) = (TimeSpan.FromSeconds(30), false); // before it reads, or it makes room
        await using var spool = Open();
        await GoneAsync();
        var last = Submit(spool, null, "last", 1, 20, Large);
        await Eventually.True(() => _metrics.Full);
        _log.Holds = true;
        var asked = _log.Asked;
        Back();
        await Eventually.True(() => _log.Asked >= asked + 10);
        // Live records of the last device may go by now, none of the topic that was gone.
        Assert.Equal([1, 2, 3], _log.Records.Where(r => r.Key() != "demo/last").Select(r => int.Parse(r.Value(), CultureInfo.InvariantCulture)));
        Settle();
        await StoredAsync(last);
        await Eventually.True(() => _metrics is { Records: 0, Full: false });
        Assert.Equal(Enumerable.Range(1, 20), Numbers("gone"));
    }

    [Fact]
    public async Task A_process_that_ends_while_they_are_written_once_more_leaves_them_in_order()
    {
        await using (var spool = Open(replayRate: 100))
        {
            await GoneAsync();
            await StoredAsync(Submit(spool, "gone", "d", 1, 300));
            await StoredAsync(Submit(spool, null, "other", 1, 1));
            _log.Missing["gone"] = true;
            var before = _log.Refusals;
            Back();
            await Eventually.True(() => _log.Refusals >= before + 100);
        }
        Assert.Empty(_log.Records);
        using (var files = SpoolSamples.Open(_directory))
        {
            var left = files.Left();
            Assert.Contains(300UL, left); // not all were
            Assert.True(left[0] > 1 && left[^1] > 301); // some were
        }
        _log = new FakeLog();
        _metrics = new SpoolMetrics();
        await using var again = Open();
        await Eventually.True(() => _log.Records.Count > 0 && _metrics.Records == 0);
        Assert.Equal(Enumerable.Range(1, 300), Numbers("gone"));
        Assert.Equal([1], Numbers(null));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Of twenty records, the first ten are on the disk once more behind the others.</summary>
    /// <param name="done">The mark.</param>
    private void Interrupted(ulong done)
    {
        using var files = SpoolSamples.Open(_directory);
        files.Recover(_ => { });
        for (var sequence = 1UL; sequence <= 30; sequence++)
        {
            var replaces = sequence > 20 ? sequence - 20 : 0;
            Append(files, sequence, "gone", SpoolSamples.Message("d", (int)(replaces == 0 ? sequence : replaces)), replaces);
        }
        files.MarkDone(done);
    }

    private static void Append(SpoolFiles files, ulong sequence, string topic, Message<byte[], byte[]> message, ulong replaces) =>
        files.Append(SpoolSamples.Frame(new SpooledMessage(sequence, topic, message) { Replaces = replaces }), sequence, sequence, 1);

    private SpooledLog Open(int replayRate = 1_000_000) => new(
        _log, SpoolSamples.Open(_directory, _metrics), new BridgeOptions { SpoolAfter = TimeSpan.FromSeconds(5), SpoolReplayRate = replayRate }, _metrics, TimeProvider.System, NullLogger.Instance);

    private static List<InFlightRecord> Submit(SpooledLog spool, string? topic, string device, int first, int count, int size = 20)
    {
        var records = Enumerable.Range(first, count).Select(n => new InFlightRecord(SpoolSamples.Message(device, n, size), size + 1_024, 0, null, 1, 1) { Topic = topic }).ToList();
        records.ForEach(spool.Submit);
        return records;
    }

    private async Task GoneAsync()
    {
        (_log.OldestAge, _log.IsUp) = (TimeSpan.FromSeconds(30), false);
        await Eventually.True(() => _metrics.Active);
    }

    private void Back() => (_log.OldestAge, _log.IsUp) = (TimeSpan.Zero, true);

    private void Settle()
    {
        _log.Holds = false;
        _log.SettleAll();
    }

    private static Task StoredAsync(List<InFlightRecord> records) => Eventually.True(() => records.TrueForAll(r => r.Outcome == RecordOutcome.Stored), 60);

    private List<int> Numbers(string? topic) => [.. _log.Records.Where(r => r.Topic == topic).Select(r => int.Parse(r.Value(), CultureInfo.InvariantCulture))];
}
