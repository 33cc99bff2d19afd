using System.Globalization;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Deletes what nothing leads to any more. The manifest says so first, so that an append of whoever still wanted it fails (delivery rule 6).</summary>
public sealed class ArchiveSweeper(IArchiveBlobs blobs, ManifestEditor editor, SegmentMerger merger, ArchiveOptions options)
{
    /// <summary>The store loses at most what was written in this time: what took a place is looked for again and again until then.</summary>
    private const long Unsure = 10 * Slots.Minute;

    /// <summary>Looks after what was replaced in a partition: is what took its place there, and may it go?</summary>
    /// <returns>Names of segments that the store had forgotten, and how many blobs were deleted.</returns>
    internal async Task<(IReadOnlyList<string> Forgotten, int Deleted)> RunAsync(int partition, StoreState state, long now, CancellationToken cancellationToken)
    {
        var due = state.Replaced.TakeWhile(old => old.At + (long)options.SweepAfter.TotalMilliseconds <= now).ToList();
        var unsure = state.Replaced.Where(old => old.At + Unsure > now);
        var forgotten = await merger.RepairAsync(partition, state, [.. due.Concat(unsure)], cancellationToken);
        if (forgotten.Count > 0 || (due.Count == 0 && state.Doomed.Count == 0)) return (forgotten, 0);

        var doomed = state.Doomed;
        await DeleteAsync(doomed, cancellationToken);
        var swept = await editor.CommitAsync(
            partition,
            (current, decision) =>
            {
                if (doomed.Count > 0 && current.Doomed.SequenceEqual(doomed)) current.ForgetDoomed(decision.Changes);
                var still = due.TakeWhile((old, i) => i < current.Replaced.Count && current.Replaced[i].At == old.At && current.Replaced[i].By.SequenceEqual(old.By)).Count();
                if (still > 0) current.Sweep(still, decision.Changes);
                return true;
            },
            cancellationToken);
        if (swept is null) return (forgotten, doomed.Count);
        await DeleteAsync(swept.Doomed, cancellationToken);
        return (forgotten, doomed.Count + swept.Doomed.Count);
    }

    /// <summary>Deletes old blobs of the archive that the manifest of their partition does not name: uploads whose commit never came.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> SweepOrphansAsync(int partition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var tier in new[] { "hot", "warm", "cold" })
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"telemetry/{tier}/p={partition:D3}/");
            await foreach (var name in blobs.ListAsync(prefix, now - options.OrphansAfter, cancellationToken)) found.Add(name);
        }

        // Whoever began before this entry and would name one of them now fails to.
        if (found.Count == 0 || await editor.CommitAsync(partition, Stand, cancellationToken) is not { } state) return 0;
        var named = state.Blobs.Select(blob => blob.Name)
            .Concat(state.Segments.SelectMany(segment => new[] { segment.Data, segment.IndexName }))
            .Concat(state.Replaced.SelectMany(old => old.Names))
            .ToHashSet();
        var orphans = found.Where(name => !named.Contains(name)).ToList();
        await DeleteAsync(orphans, cancellationToken);
        return orphans.Count;

        static bool Stand(StoreState state, Running.Decision decision)
        {
            state.Sweep(0, decision.Changes);
            return true;
        }
    }

    private async Task DeleteAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var some in names.Chunk(8)) await Task.WhenAll(some.Select(name => blobs.DeleteAsync(name, cancellationToken)));
    }
}
