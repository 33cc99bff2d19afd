using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>What the timer functions of the archive share: partition after partition, one piece of work after another, while lease and time last.</summary>
public sealed class ArchiveWork(
    PartitionArchive archive, SegmentMerger merger, ILogWriter log, IArchiveBlobs blobs, TopicNames topics, ArchiveOptions options, TimeProvider time, ArchiveLog journal)
{
    /// <summary>Milliseconds since 1970.</summary>
    internal long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Goes through the partitions, beginning with another one each time, since a run may end before the last. One that fails does not keep the others
    /// waiting: the run fails with it at its end.
    /// </summary>
    /// <param name="function">Names the lease and the log's lines.</param>
    /// <param name="work">Works on one partition while the third argument says that it may go on.</param>
    /// <param name="cancellationToken">Ends the run; what is committed stays.</param>
    internal async Task RunAsync(string function, Func<int, StoreState, Func<Task<bool>>, Task> work, CancellationToken cancellationToken)
    {
        var lease = new Lease(blobs, $"leases/{function}", time);
        if (!await lease.TryHoldAsync(cancellationToken))
        {
            journal.HeldByAnother(function);
            return;
        }

        var (began, partitions) = (time.GetTimestamp(), await log.PartitionsAsync(topics.Raw, cancellationToken));
        var first = First(partitions);
        ExceptionDispatchInfo? failure = null;
        for (var i = 0; i < partitions && await MayGoOn(); i++)
        {
            var partition = (first + i) % partitions;
            try
            {
                var manifest = await archive.ManifestAsync(partition, cancellationToken);
                if (manifest.Rows > 0) await work(partition, manifest, MayGoOn);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or CorruptDataException)
            {
                journal.Failed(exception, function, partition);
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        await lease.ReleaseAsync(cancellationToken);
        failure?.Throw();

        async Task<bool> MayGoOn()
        {
            if (time.GetElapsedTime(began) >= options.RunFor)
            {
                journal.OutOfTime(function);
                return false;
            }

            return await lease.TryHoldAsync(cancellationToken);
        }
    }

    /// <summary>Where a run begins. Runs come at the same times each day, which may be multiples of anything, so the time is scattered.</summary>
    private int First(int partitions) => (int)(((ulong)(Now / Slots.Minute) * 0x9E3779B97F4A7C15 >> 32) % (ulong)partitions);

    /// <summary>Carries out merges of one partition until none is due. One that cannot be done is told of and left out.</summary>
    internal async Task MergeAllAsync(int partition, StoreState state, Func<StoreState, IReadOnlySet<(SegmentLevel, long)>, MergePlan?> next, Func<Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        var damaged = new HashSet<(SegmentLevel, long)>();
        while (next(state, damaged) is { } plan && await mayGoOn())
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                if (await merger.MergeAsync(partition, plan, Now, cancellationToken) is var (written, after))
                {
                    state = after;
                    journal.Merged(partition, plan, written, Stopwatch.GetElapsedTime(began));
                    continue;
                }

                journal.Overtaken(partition, plan.Level);
            }
            catch (Exception exception) when (exception is CorruptDataException or ArgumentException)
            {
                // An argument that is refused is rows that do not fit the format.
                journal.Damaged(exception, partition, plan.Level);
                damaged.Add((plan.Level, plan.Slot));
            }

            state = await archive.ManifestAsync(partition, cancellationToken);
        }
    }
}
