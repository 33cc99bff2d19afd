using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Archive;

public sealed class ArchiveWorkTest : IDisposable
{
    private const int Partitions = 4;
    private readonly MemoryBlobs blobs = new();
    private readonly StoppedClock clock = new();
    private readonly PartitionArchive archive;
    private readonly SegmentStore segments;

    public ArchiveWorkTest() => (archive, segments) = (new PartitionArchive(blobs, new KeyRings(blobs, TimeProvider.System)), new SegmentStore(blobs, new KeyRings(blobs, TimeProvider.System)));

    public void Dispose()
    {
        archive.Dispose();
        segments.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_partition_that_cannot_be_read_keeps_no_other_waiting_and_fails_the_run(int damaged)
    {
        for (var partition = 0; partition < Partitions; partition++) await StoreAsync(partition);
        foreach (var name in blobs.Names.Where(name => name.StartsWith($"journals/store/p={damaged:D3}/", StringComparison.Ordinal)).ToList())
            await blobs.TryReplaceAsync(name, "garbage"u8.ToArray(), (await blobs.DownloadAsync(name, default))!.Version, default);

        clock.Advance(TimeSpan.FromMinutes(10));
        await Assert.ThrowsAnyAsync<CorruptDataException>(() => Compact().RunAsync(default));
        for (var partition = 0; partition < Partitions; partition++)
        {
            if (partition == damaged) continue;
            var manifest = await archive.ManifestAsync(partition, default);
            Assert.Equal((0, 1), (manifest.Blobs.Count, manifest.Segments.Count));
        }

        // The lease was given back: the next run is not kept waiting, and fails for the same reason.
        await Assert.ThrowsAnyAsync<CorruptDataException>(() => Compact().RunAsync(default));
    }

    private CompactStep Compact()
    {
        var (options, log, editor) = (new ArchiveOptions(), new ArchiveLog(NullLogger<ArchiveLog>.Instance), new ManifestEditor(blobs));
        var merger = new SegmentMerger(blobs, editor, segments, new KeyRings(blobs, TimeProvider.System), options);
        var work = new ArchiveWork(archive, merger, new MemoryLog(Partitions), blobs, new TopicNames(), options, clock, log);
        return new CompactStep(work, new ArchiveSweeper(blobs, editor, merger, options), options, log);
    }

    private async Task StoreAsync(int partition)
    {
        var log = new MemoryLog(Partitions);
        var record = new ValidLog(log).Reading("a", 1, clock.Now.ToUnixTimeMilliseconds()) with { Partition = partition };
        using var runner = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), clock, NullLogger<StepRunner<StoreState>>.Instance);
        await runner.RunAsync([record], default);
    }
}
