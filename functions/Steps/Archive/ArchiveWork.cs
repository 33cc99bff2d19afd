using System.Diagnostics;
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

    /// <summary>Goes through the partitions, beginning with another one each time, since a run may end before the last.</summary>
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
        for (var i = 0; i < partitions && await MayGoOn(); i++)
        {
            var partition = (int)((i + (Now / Slots.Minute)) % partitions);
            var manifest = await archive.ManifestAsync(partition, cancellationToken);
            if (manifest.Rows > 0) await work(partition, manifest, MayGoOn);
        }

        await lease.ReleaseAsync(cancellationToken);

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
            catch (CorruptDataException exception)
            {
                journal.Damaged(exception, partition, plan.Level);
                damaged.Add((plan.Level, plan.Slot));
            }

            state = await archive.ManifestAsync(partition, cancellationToken);
        }
    }
}
