using System.Globalization;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>
/// Carries out merges: reads, writes segments under unique names, and puts them in the place of what was read in one entry. Before the entry
/// the new ones do not count, after it the old ones do not; whatever dies in between leaves blobs that nothing names.
/// </summary>
public sealed class SegmentMerger(IArchiveBlobs blobs, ManifestEditor editor, SegmentStore segments, KeyRings rings, ArchiveOptions options)
{
    private const int LooksAtOnce = 8;
    private const int BlobsAtOnce = 8;

    /// <summary>Merges.</summary>
    /// <returns>What was committed and the manifest after it; null when something else had taken the place of what was read meanwhile.</returns>
    /// <exception cref="CorruptDataException">Something to be merged is damaged or not there: it stays as it is.</exception>
    internal async Task<(IReadOnlyList<Segment> Written, StoreState State)?> MergeAsync(int partition, MergePlan plan, long now, CancellationToken cancellationToken)
    {
        IReadOnlyList<Segment> written;
        try
        {
            written = plan.Blobs.Count > 0 ? await SortAsync(partition, plan, cancellationToken) : await JoinAsync(partition, plan, cancellationToken);
        }
        catch (BlobGoneException exception)
        {
            var state = await editor.CommitAsync(partition, (state, _) => Holds(state, plan), cancellationToken);
            return state is null ? null : throw new CorruptDataException(exception.Message, exception);
        }
        catch (KeyRetiredException)
        {
            return null;
        }

        // Every source was seen to hold as many rows as the manifest says: what is missing was erased.
        var old = new Replaced(now, plan.Blobs, plan.Segments, [.. written.Select(segment => segment.Name)]) { Erased = plan.Rows - written.Sum(segment => segment.Rows) };
        var committed = await editor.CommitAsync(
            partition,
            (state, decision) =>
            {
                if (!Holds(state, plan)) return false;
                state.Merge(old, written, decision.Changes);
                return true;
            },
            cancellationToken);
        if (committed is null) return null;
        var forgotten = await RepairAsync(partition, committed, [old], cancellationToken);
        return forgotten.Count == 0 ? (written, committed) : null;
    }

    /// <summary>
    /// Looks whether what took the place of something is there. A store that loses its tail may forget a segment and take the entry that
    /// names it all the same; then the manifest goes back to what was replaced, which is still there.
    /// </summary>
    /// <returns>Names of segments that were forgotten.</returns>
    internal async Task<IReadOnlyList<string>> RepairAsync(int partition, StoreState state, IReadOnlyList<Replaced> replaced, CancellationToken cancellationToken)
    {
        var counting = state.Segments.ToDictionary(segment => segment.Name);
        var missing = new List<string>();
        foreach (var some in replaced.SelectMany(old => old.By).Distinct().Select(counting.GetValueOrDefault).OfType<Segment>().Chunk(LooksAtOnce))
        {
            var there = await Task.WhenAll(some.Select(async one => await blobs.ExistsAsync(one.Data, cancellationToken) && await blobs.ExistsAsync(one.IndexName, cancellationToken) && await HasKeysAsync(one, cancellationToken)));
            missing.AddRange(some.Where((_, i) => !there[i]).Select(one => one.Name));
        }

        if (missing.Count == 0) return missing;
        await editor.CommitAsync(
            partition,
            (current, decision) =>
            {
                foreach (var name in missing) current.GiveUp(name, decision.Changes);
                return true;
            },
            cancellationToken);
        return missing;
    }

    /// <summary>Whether the ring knows all keys of a segment: it may have been forgotten as any blob may.</summary>
    private async Task<bool> HasKeysAsync(Segment segment, CancellationToken cancellationToken)
    {
        if (segment.Format != ChunkFormat.Sealed) return true;
        try
        {
            var keys = await segments.KeysOfAsync(segment, cancellationToken);
            var ring = await rings.ReadNowAsync(segment.Partition, cancellationToken);
            return keys.All(ring.Knows);
        }
        catch (CorruptDataException)
        {
            // It is there and damaged, of which whoever reads it tells; going back would not mend it.
            return true;
        }
    }

    // What was read before an erasure holds rows that are to go.
    private static bool Holds(StoreState state, MergePlan plan) => state.Erasures.All.Count == plan.Erasures.All.Count && plan.Blobs.All(state.Blobs.Contains) && plan.Segments.All(state.Segments.Contains);

    private async Task<IReadOnlyList<Segment>> SortAsync(int partition, MergePlan plan, CancellationToken cancellationToken)
    {
        var (rows, cost) = (new List<DeviceEvent>((int)plan.Rows), new ReadCost());
        foreach (var some in plan.Blobs.Chunk(BlobsAtOnce))
        {
            foreach (var read in await Task.WhenAll(some.Select(blob => HotRows.ReadAsync(blobs, blob, plan.Erasures, null, cost, cancellationToken)))) rows.AddRange(read);
        }

        var written = new List<Segment>();
        foreach (var group in rows.GroupBy(options.PolicyOf).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var sorted = group.ToList();
            sorted.Sort(RowOrder.Instance);
            await WriteAsync(partition, plan, group.Key, sorted.ToAsyncEnumerable(), written, cancellationToken);
        }

        return written;
    }

    private async Task<IReadOnlyList<Segment>> JoinAsync(int partition, MergePlan plan, CancellationToken cancellationToken)
    {
        var written = new List<Segment>();
        var cost = new ReadCost();
        var sources = plan.Segments.Select(segment => segments.RowsAsync(segment, plan.Erasures, cost, cancellationToken)).ToList();
        await WriteAsync(partition, plan, plan.Segments[0].Policy, RowMerge.Merge(sources, cancellationToken), written, cancellationToken);
        return written;
    }

    private async Task WriteAsync(int partition, MergePlan plan, string policy, IAsyncEnumerable<DeviceEvent> rows, List<Segment> written, CancellationToken cancellationToken)
    {
        SegmentWriter? writer = null;
        var sealer = plan.Format == ChunkFormat.Sealed ? await rings.SealerAsync(partition, cancellationToken) : null;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (writer is { Full: true })
            {
                written.Add(await writer.FinishAsync(cancellationToken));
                writer = null;
            }

            writer ??= new SegmentWriter(blobs, NameOf(partition, plan), plan, policy, sealer);
            await writer.AddAsync(row, cancellationToken);
        }

        if (writer is not null) written.Add(await writer.FinishAsync(cancellationToken));
    }

    private static string NameOf(int partition, MergePlan plan)
    {
        var slot = DateTimeOffset.FromUnixTimeMilliseconds(plan.Slot);
        var (folder, time, kind) = plan.Level switch
        {
            SegmentLevel.Minutes => ("hot", "yyyy/MM/dd/HH", "minutes-"),
            SegmentLevel.Hour => ("hot", "yyyy/MM/dd/HH", "hour-"),
            SegmentLevel.Day => ("hot", "yyyy/MM/dd", "day-"),
            SegmentLevel.Warm => ("warm", "yyyy/MM/dd", "day-"),
            _ => ("cold", "yyyy/MM", "month-"),
        };
        var ending = plan.Format == ChunkFormat.JsonLines ? ".jsonl.gz" : ".seg";
        return string.Create(CultureInfo.InvariantCulture, $"telemetry/{folder}/p={partition:D3}/{slot.ToString(time, CultureInfo.InvariantCulture)}/{kind}{Guid.NewGuid():N}{ending}");
    }
}
