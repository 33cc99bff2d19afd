using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Faults.Tests.Archive;

/// <summary>
/// The archive's functions in a process of their own, on a blob store that is real and at times that fly: each round of all functions is some
/// hours later. Prints the time of each round that it ended.
/// </summary>
internal static class CompactorProcess
{
    /// <summary>Rows stay readable: nothing goes to the tier Archive.</summary>
    internal static readonly ArchiveOptions Options = new() { ColdDays = 3000, SweepAfter = TimeSpan.FromHours(24) };

    /// <summary>Runs that may fail since the store does not answer.</summary>
    private const int MostFailures = 50;

    /// <param name="arguments">Connection string, container, first and last time in Unix milliseconds, hours between two rounds.</param>
    internal static async Task<int> RunAsync(string[] arguments)
    {
        var blobs = new AzureBlobStore(new BlobSettings { ConnectionString = arguments[0], Container = arguments[1] });
        var clock = new StoppedClock { Now = Time(arguments[2]) };
        var (end, step) = (Time(arguments[3]), TimeSpan.FromHours(int.Parse(arguments[4], CultureInfo.InvariantCulture)));
        var log = new ArchiveLog(NullLogger<ArchiveLog>.Instance);
        var editor = new ManifestEditor(blobs);
        using var segments = new SegmentStore(blobs, new KeyRings(blobs, TimeProvider.System));
        using var archive = new PartitionArchive(blobs, new KeyRings(blobs, TimeProvider.System));
        var merger = new SegmentMerger(blobs, editor, segments, new KeyRings(blobs, TimeProvider.System), Options);
        var sweeper = new ArchiveSweeper(blobs, editor, merger, Options);
        var work = new ArchiveWork(archive, merger, new MemoryLog(1), blobs, new TopicNames(), Options, clock, log);
        var compact = new CompactStep(work, sweeper, Options, log);
        var warm = new TierWarmStep(work, Options);
        var cold = new TierColdStep(work, editor, sweeper, new ArchiveExpiry(editor, segments, new AccessLog(blobs, clock), Options, log), new JournalSweeper(blobs), new RestoreStep(blobs, Options, clock), blobs, Options, clock, log);
        var failures = 0;
        for (; clock.Now <= end; clock.Now += step)
        {
            foreach (var run in new[] { compact.RunAsync, warm.RunAsync, cold.RunAsync })
            {
                try
                {
                    await run(default);
                }
                catch (StoreUnavailableException) when (++failures < MostFailures)
                {
                    // As under a host: the next run goes on.
                }
            }

            await Console.Out.WriteLineAsync(clock.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
}
