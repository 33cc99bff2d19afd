using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Tests.Storage;

public sealed class PartitionLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("log-").FullName;
    private readonly ManualTime _time = new();
    private PartitionLog? _log;

    [Fact]
    public void Every_offset_is_found_across_segments_and_after_reopening()
    {
        var log = Open(segmentBytes: 4096);
        for (var i = 0; i < 200; i++)
            Assert.Equal(i * 3, log.Append(Batches.Plain(3)).BaseOffset);
        Assert.True(Segments > 3);

        for (var offset = 0; offset < 600; offset++)
            Assert.Equal(offset - offset % 3, FirstOffset(log, offset));
        log = Open(segmentBytes: 4096);
        for (var offset = 0; offset < 600; offset++)
            Assert.Equal(offset - offset % 3, FirstOffset(log, offset));
    }

    [Fact]
    public void A_reader_gets_whole_batches_up_to_its_limit_but_at_least_one()
    {
        var log = Open();
        var size = Batches.Plain(3).Length;
        for (var i = 0; i < 10; i++)
            log.Append(Batches.Plain(3));

        Assert.Equal(10 * size, Read(log, 0, int.MaxValue - 100).Length);
        Assert.Equal(4 * size, Read(log, 4, 4 * size).Length);
        Assert.Equal(3 * size, Read(log, 4, 4 * size - 1).Length);
        Assert.Equal(size, Read(log, 4, 1).Length);
        Assert.Empty(Read(log, 4, 1, atLeastOne: false));
        Assert.Empty(Read(log, 30, 1000));
    }

    [Fact]
    public void Lost_or_damaged_index_files_are_made_again()
    {
        var log = Open(segmentBytes: 4096);
        for (var i = 0; i < 200; i++)
            log.Append(Batches.Plain(3));
        log.Dispose();
        var indexes = Directory.GetFiles(_directory, "*.index").Order().ToArray();
        File.Delete(indexes[0]);
        File.WriteAllBytes(indexes[1], [1, 2, 3]);
        foreach (var producers in Directory.GetFiles(_directory, "*.producers"))
            File.Delete(producers);

        log = Open(segmentBytes: 4096);

        for (var offset = 0; offset < 600; offset++)
            Assert.Equal(offset - offset % 3, FirstOffset(log, offset));
        Assert.Equal(indexes, Directory.GetFiles(_directory, "*.index").Order());
    }

    [Fact]
    public void Segments_are_deleted_when_their_newest_record_is_too_old_the_last_one_too()
    {
        var log = Open(segmentBytes: 4096, retentionMs: 60_000);
        for (var i = 0; i < 100; i++)
        {
            log.Append(Batches.Plain(3, timestamp: Now));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(log.EnforceRetention() > 0);
        Assert.InRange(log.StartOffset, 1, 120);
        Assert.Equal(log.StartOffset, FirstOffset(log, log.StartOffset));

        _time.Advance(TimeSpan.FromMinutes(2));
        log.EnforceRetention();
        Assert.Equal((300, 300), (log.StartOffset, log.EndOffset));
        Assert.Equal(1, Segments);

        log = Open(segmentBytes: 4096, retentionMs: 60_000);
        Assert.Equal((300, 300), (log.StartOffset, log.EndOffset));
        Assert.Equal(300, log.Append(Batches.Plain(1)).BaseOffset);
    }

    [Fact]
    public void Segments_beyond_the_size_limit_are_deleted()
    {
        var log = Open(segmentBytes: 4096, retentionBytes: 10_000);
        for (var i = 0; i < 200; i++)
            log.Append(Batches.Plain(3, timestamp: Now));

        log.EnforceRetention();

        Assert.InRange(log.SizeBytes, 10_000, 10_000 + 4096);
        Assert.Equal(600, log.EndOffset);
    }

    [Fact]
    public void Deleted_records_stay_deleted_after_reopening()
    {
        var log = Open(segmentBytes: 4096);
        for (var i = 0; i < 200; i++)
            log.Append(Batches.Plain(3));

        Assert.Equal(301, log.DeleteBefore(301));
        Assert.Equal(-1, log.DeleteBefore(601));

        Assert.Equal(301, Open(segmentBytes: 4096).StartOffset);
    }

    [Fact]
    public void The_first_record_at_or_after_a_time_is_found()
    {
        var log = Open(segmentBytes: 4096);
        for (var i = 0; i < 200; i++)
            log.Append(Batches.Plain(3, timestamp: 1_000_000 + i * 10));

        Assert.Equal((0, 1_000_000), log.FindTime(0));
        Assert.Equal((301, 1_001_001), log.FindTime(1_001_001));
        Assert.Equal((303, 1_001_010), log.FindTime(1_001_003));
        Assert.Equal((-1, -1), log.FindTime(2_000_000));
        Assert.Equal((599, 1_001_992), log.FindNewestTime());
    }

    [Fact]
    public async Task A_waiting_reader_is_told_of_records_that_came_before_it_began_to_wait()
    {
        var log = Open();
        var seen = log.AppendedBytes;
        log.Append(Batches.Plain(1));
        using var waiter = new AppendWaiter(1);
        waiter.Watch(log, seen);

        await waiter.WaitAsync(Timeout.InfiniteTimeSpan, _time, CancellationToken.None).WaitAsync(BrokerFixture.Patience);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private int Segments => Directory.GetFiles(_directory, "*.log").Length;

    private PartitionLog Open(int segmentBytes = 1 << 20, long retentionMs = -1, long retentionBytes = -1)
    {
        _log?.Dispose();
        _log = new PartitionLog(_directory, new LogSettings(segmentBytes, 1 << 20, retentionMs, retentionBytes, Fsync: false, TimeSpan.FromDays(1), _time));
        _log.Open();
        return _log;
    }

    private static byte[] Read(PartitionLog log, long offset, int maxBytes, bool atLeastOne = true)
    {
        using var response = new WireWriter();
        log.Read(offset, maxBytes, atLeastOne, response);
        return response.Written[4..].ToArray();
    }

    private static long FirstOffset(PartitionLog log, long offset) =>
        RecordBatch.TryRead(Read(log, offset, 1), out var batch) ? batch.BaseOffset : -1;

    public void Dispose()
    {
        _log?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
