using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Erase;

/// <summary>Finds what still holds rows of a device in one partition, and puts blobs without them in its place.</summary>
public sealed class PartitionEraser(IArchiveBlobs blobs, PartitionArchive archive, SegmentStore segments, SegmentMerger merger, RestoreStep restores, TimeProvider time, EraseLog log)
{
    private readonly ReadCost cost = new();

    /// <summary>Everything that counts and holds rows of the job's device that are to go.</summary>
    /// <exception cref="CorruptDataException">A blob is damaged or not there.</exception>
    internal async Task<IReadOnlyList<FoundPart>> FindAsync(StoreState state, EraseJob job, CancellationToken cancellationToken)
    {
        var found = new List<FoundPart>();
        foreach (var blob in state.Blobs)
        {
            var rows = (await archive.ReadAsync(blob, cancellationToken)).Count(row => Mine(row, job));
            if (rows == 0) continue;
            var plan = new MergePlan(SegmentLevel.Minutes, Slots.Of(SegmentLevel.Minutes, blob.Arrived), [blob], []) { Erasures = state.Erasures };
            found.Add(new FoundPart(new ErasedPart(blob.Name, rows, EraseWays.Rewritten, null, []), plan));
        }

        foreach (var segment in state.Segments)
        {
            if (await FindAsync(segment, state.Erasures, job, cancellationToken) is { } part) found.Add(part);
        }

        return found;
    }

    /// <summary>Writes a part anew, or asks for it to be brought back first.</summary>
    /// <returns>The part as it is then; null when something else took its place meanwhile.</returns>
    internal async Task<ErasedPart?> ReplaceAsync(int partition, FoundPart found, EraseJob job, CancellationToken cancellationToken)
    {
        try
        {
            if (found.Archived)
            {
                await restores.AskAsync([found.Plan!.Segments[0].Data], null, cancellationToken);
                return found.Part;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (await merger.MergeAsync(partition, found.Plan!, now, cancellationToken) is not var (written, _)) return null;
            log.Done(job.Id, found.Part.Blob, found.Part.Rows, found.Part.How);
            return found.Part with { Done = now, By = [.. written.Select(segment => segment.Name)] };
        }
        catch (CorruptDataException exception)
        {
            log.Damaged(exception, job.Id, found.Part.Blob);
            return found.Part;
        }
    }

    /// <summary>Whether what a part was is still in the store.</summary>
    internal Task<bool> IsThereAsync(ErasedPart part, CancellationToken cancellationToken) => blobs.ExistsAsync(part.Blob, cancellationToken);

    private async Task<FoundPart?> FindAsync(Segment segment, Erasures erasures, EraseJob job, CancellationToken cancellationToken)
    {
        var chunks = await segments.ChunksOfAsync(segment, job.Tenant, job.Device, long.MinValue, long.MaxValue, cost, cancellationToken);
        if (chunks.Count == 0) return null;
        var plan = new MergePlan(segment.Level, segment.Slot, [], [segment]) { Erasures = erasures };
        if (segment.Tier == BlobTier.Archive && await blobs.TierOfAsync(segment.Data, cancellationToken) == BlobTier.Archive)
            return new FoundPart(new ErasedPart(segment.Name, chunks.Sum(chunk => (long)chunk.Rows), EraseWays.Rewritten, null, []), plan, Archived: true);
        var rows = 0L;
        foreach (var chunk in chunks) rows += (await segments.ReadAsync(segment, chunk, Erasures.None, cost, cancellationToken)).Count(row => Mine(row, job));
        return rows == 0 ? null : new FoundPart(new ErasedPart(segment.Name, rows, EraseWays.Rewritten, null, []), plan);
    }

    private static bool Mine(DeviceEvent row, EraseJob job) => row.Device == job.Device && row.Tenant == job.Tenant && row.Arrived < job.Before;
}
