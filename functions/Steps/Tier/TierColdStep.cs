using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Tier;

/// <summary>
/// Takes months that are old enough out of the warm tier, into Cold and later Archive; deletes what was kept long enough, and uploads
/// that never came to count.
/// </summary>
public sealed class TierColdStep(ArchiveWork work, ManifestEditor editor, ArchiveSweeper sweeper, ArchiveExpiry expiry, JournalSweeper journals, RestoreStep restores, IArchiveBlobs blobs, ArchiveOptions options, TimeProvider time, ArchiveLog log)
{
    private readonly MergePlanner planner = new(options);

    /// <summary>One run over all partitions.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await journals.RunAsync(time.GetUtcNow() - options.JournalsAfter, cancellationToken) is var old and > 0) log.JournalsDeleted(old);
        var wanted = await restores.SweepAsync(cancellationToken);
        await work.RunAsync(
            "tier-cold",
            async (partition, state, mayGoOn) =>
            {
                await work.MergeAllAsync(partition, state, (manifest, except) => planner.NextCold(manifest, work.Now, except), mayGoOn, cancellationToken);
                if (!await mayGoOn()) return;
                await ArchiveAsync(partition, state, wanted, cancellationToken);
                await expiry.RunAsync(partition, state, work.Now, cancellationToken);
                if (await sweeper.SweepOrphansAsync(partition, time.GetUtcNow(), cancellationToken) is var deleted and > 0) log.Deleted(partition, deleted);
            },
            cancellationToken);
    }

    private async Task ArchiveAsync(int partition, StoreState state, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        var due = planner.DueForArchive(state, work.Now).ToList();
        if (due.Count > 0)
        {
            // Before the change, so that no reader takes for readable what is not.
            await editor.CommitAsync(
                partition,
                (current, decision) =>
                {
                    foreach (var segment in due.Where(segment => current.Segments.Contains(segment))) current.SetTier(segment.Name, BlobTier.Archive, decision.Changes);
                    return true;
                },
                cancellationToken);
        }

        foreach (var segment in due) log.ToArchive(partition, segment.Name);
        // Also those of which a run died before the change, but none that somebody had brought back.
        foreach (var segment in state.Segments.Where(segment => segment.Tier == BlobTier.Archive && !wanted.Contains(segment.Data)).Concat(due))
        {
            if (await blobs.TierOfAsync(segment.Data, cancellationToken) is not (null or BlobTier.Archive)) await blobs.SetTierAsync(segment.Data, BlobTier.Archive, cancellationToken);
        }
    }
}
