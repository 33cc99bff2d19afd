using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Tier;

/// <summary>
/// Takes months that are old enough out of the warm tier, into Cold and later Archive; deletes what was kept long enough, and uploads
/// that never came to count.
/// </summary>
public sealed class TierColdStep(ArchiveWork work, ManifestEditor editor, ArchiveSweeper sweeper, RestoreStep restores, IArchiveBlobs blobs, ArchiveOptions options, TimeProvider time, ArchiveLog log)
{
    private const long MadeGoodFor = 3 * Slots.Day;
    private readonly MergePlanner planner = new(options);

    /// <summary>One run over all partitions.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await restores.SweepAsync(cancellationToken);
        await RunPartitionsAsync(cancellationToken);
    }

    private Task RunPartitionsAsync(CancellationToken cancellationToken) => work.RunAsync(
        "tier-cold",
        async (partition, state, mayGoOn) =>
        {
            await work.MergeAllAsync(partition, state, (manifest, except) => planner.NextCold(manifest, work.Now, except), mayGoOn, cancellationToken);
            if (!await mayGoOn()) return;
            await ArchiveAsync(partition, state, cancellationToken);
            await ExpireAsync(partition, state, cancellationToken);
            if (await sweeper.SweepOrphansAsync(partition, time.GetUtcNow(), cancellationToken) is var deleted and > 0) log.Deleted(partition, deleted);
        },
        cancellationToken);

    private async Task ArchiveAsync(int partition, StoreState state, CancellationToken cancellationToken)
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
        // A run that died in between is made good for by the next ones.
        var recent = state.Segments.Where(segment => segment.Tier == BlobTier.Archive && segment.Slot + (options.AgesOf(segment.Policy).Cold * Slots.Day) > work.Now - MadeGoodFor);
        foreach (var segment in due.Concat(recent)) await blobs.SetTierAsync(segment.Data, BlobTier.Archive, cancellationToken);
    }

    private async Task ExpireAsync(int partition, StoreState state, CancellationToken cancellationToken)
    {
        foreach (var segment in planner.DueForDeletion(state, work.Now))
        {
            var old = new Replaced(work.Now, [], [segment], []);
            var expired = await editor.CommitAsync(
                partition,
                (current, decision) =>
                {
                    if (!current.Segments.Contains(segment)) return false;
                    current.Merge(old, [], decision.Changes);
                    return true;
                },
                cancellationToken);
            if (expired is not null) log.Expired(partition, segment.Name, segment.Rows);
        }
    }
}
