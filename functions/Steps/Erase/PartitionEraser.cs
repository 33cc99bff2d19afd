using System.Globalization;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Erase;

/// <summary>Finds what still holds rows of a device in one partition, and puts blobs without them in its place.</summary>
public sealed class PartitionEraser(IArchiveBlobs blobs, PartitionArchive archive, SegmentStore segments, SegmentMerger merger, SegmentTrimmer trimmer, RestoreStep restores, AccessLog access, TimeProvider time, EraseLog log)
{
    /// <summary>Status of an entry of the access log that something is gone.</summary>
    private const int Gone = 200;
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
                await restores.AskAsync([found.Plan.Segments[0].Data], null, cancellationToken);
                return found.Part;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var entry = new AccessEntry { Id = Guid.NewGuid().ToString("N"), Time = now, Who = "Erase", Method = "DELETE", Path = found.Part.Blob, Tenants = [job.Tenant], Rows = found.Part.Rows };
            await access.WriteAsync(entry, cancellationToken);
            var by = found.Keys is { } keys
                ? await trimmer.TrimAsync(partition, found.Plan.Segments[0], chunk => keys.Contains(chunk.Key), now, cancellationToken)
                : (await merger.MergeAsync(partition, found.Plan, now, cancellationToken))?.Written.Select(segment => segment.Name).ToList();
            if (by is null) return null;
            await access.WriteAsync(entry with { Status = Gone }, cancellationToken);
            log.Done(job.Id, found.Part.Blob, found.Part.Rows, found.Part.How);
            return found.Part with { Done = now, By = by };
        }
        catch (CorruptDataException exception)
        {
            log.Damaged(exception, job.Id, found.Part.Blob);
            return found.Part;
        }
    }

    /// <summary>Whether something of what a part was is still in the store: the blob that was written anew, or the index.</summary>
    internal async Task<bool> IsThereAsync(ErasedPart part, CancellationToken cancellationToken) =>
        (part.How == EraseWays.Rewritten && await blobs.ExistsAsync(part.Blob, cancellationToken)) || await blobs.ExistsAsync(part.Blob + ".idx", cancellationToken);

    private async Task<FoundPart?> FindAsync(Segment segment, Erasures erasures, EraseJob job, CancellationToken cancellationToken)
    {
        var plan = new MergePlan(segment.Level, segment.Slot, [], [segment]) { Erasures = erasures };
        var chunks = await segments.ChunksOfAsync(segment, job.Tenant, job.Device, long.MinValue, long.MaxValue, cost, cancellationToken);
        var sampled = (await segments.SamplesAsync(segment, cost, cancellationToken)).Any(row => Mine(row, job));
        if (chunks.Count == 0 && !sampled) return null;
        var keys = job.Keys.Select(key => ulong.Parse(key.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToHashSet();
        var under = segment.Format == ChunkFormat.Sealed ? chunks.Where(chunk => keys.Contains(chunk.Key)).ToList() : [];
        var archived = segment.Tier == BlobTier.Archive && await blobs.TierOfAsync(segment.Data, cancellationToken) == BlobTier.Archive;
        // Without its key a row is gone; but those of which the model was learned stand in the index, and all others are encoded with it.
        if (under.Count > 0 && (archived || !sampled))
            return new FoundPart(new ErasedPart(segment.Name, under.Sum(chunk => (long)chunk.Rows), EraseWays.KeyDestroyed, null, []), plan) { Keys = keys };
        var (rows, others) = (under.Sum(chunk => (long)chunk.Rows), chunks.Except(under).ToList());
        if (archived)
        {
            // What is not under one of the keys may have come later; of an older format it cannot have.
            if (segment.Format != ChunkFormat.Sealed) rows += others.Sum(chunk => (long)chunk.Rows);
            else if (!sampled) return null;
            return new FoundPart(new ErasedPart(segment.Name, rows, EraseWays.Rewritten, null, []), plan) { Archived = true };
        }

        foreach (var chunk in others) rows += (await segments.ReadAsync(segment, chunk, Erasures.None, cost, cancellationToken)).Count(row => Mine(row, job));
        return rows == 0 && !sampled ? null : new FoundPart(new ErasedPart(segment.Name, rows, EraseWays.Rewritten, null, []), plan);
    }

    private static bool Mine(DeviceEvent row, EraseJob job) => row.Device == job.Device && row.Tenant == job.Tenant && row.Arrived < job.Before;
}
