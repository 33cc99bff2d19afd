using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>Rows of one partition of the archive by stretches of event time: of segments only the chunks that touch them, of hot blobs those whose span does.</summary>
public sealed class ReplayRows(IArchiveBlobs blobs, ManifestReader manifests, SegmentStore segments)
{
    private const int MostRestarts = 10;

    /// <summary>The rows with the lowest origins above one, of events with <paramref name="from"/> ≤ time &lt; <paramref name="to"/>.</summary>
    /// <exception cref="BlobArchivedException">Some must be brought back from the tier Archive first.</exception>
    /// <exception cref="CorruptDataException">A blob that the manifest names is damaged, or is not there.</exception>
    internal async Task<ReplaySlice> SliceAsync(int partition, ReplayScope scope, long from, long to, Origin? after, int most, CancellationToken cancellationToken)
    {
        for (var restarts = 0; ; restarts++)
        {
            var slice = new SliceBuilder(most);
            try
            {
                await foreach (var row in ReadAsync(partition, scope, from, to, cancellationToken))
                {
                    if (after is not { } last || row.Origin > last) slice.Add(row);
                }

                return slice.Build();
            }
            catch (BlobGoneException exception)
            {
                // Merged meanwhile: the new manifest names what took its place.
                if (restarts == MostRestarts) throw new CorruptDataException(exception.Message, exception);
            }
        }
    }

    /// <summary>The first time at or after <paramref name="from"/> at which there may be rows; null when there are none before <paramref name="to"/>.</summary>
    internal async Task<long?> FirstAsync(int partition, long from, long to, CancellationToken cancellationToken)
    {
        if (from >= to) return null;
        var manifest = await manifests.ReadAsync(partition, cancellationToken);
        var starts = manifest.Blobs.Where(blob => blob.To >= from && blob.From < to).Select(blob => blob.From)
            .Concat(manifest.Segments.Where(segment => segment.To >= from && segment.From < to).Select(segment => segment.From))
            .Select(start => (long?)Math.Max(start, from));
        return starts.Min();
    }

    /// <summary>Segments in the tier Archive that hold rows of a range.</summary>
    internal async Task<IReadOnlyList<string>> ArchivedAsync(int partition, ReplayScope scope, long from, long to, CancellationToken cancellationToken)
    {
        var manifest = await manifests.ReadAsync(partition, cancellationToken);
        try
        {
            await RequireAsync(manifest, scope, from, to, cancellationToken);
            return [];
        }
        catch (BlobArchivedException archived)
        {
            return archived.Blobs;
        }
    }

    /// <summary>Devices with rows in a range, each once, in ordinal order: of segments, their indexes say which.</summary>
    /// <exception cref="BlobGoneException">A blob was merged meanwhile.</exception>
    internal async Task<IReadOnlyList<string>> DevicesAsync(int partition, ReplayScope scope, long from, long to, CancellationToken cancellationToken)
    {
        var (devices, manifest) = (new SortedSet<string>(StringComparer.Ordinal), await manifests.ReadAsync(partition, cancellationToken));
        foreach (var segment in Touching(manifest, from, to))
        {
            foreach (var chunk in await ChunksAsync(segment, scope, from, to, cancellationToken)) devices.Add(chunk.Device);
        }

        foreach (var blob in manifest.Blobs.Where(blob => blob.To >= from && blob.From < to))
        {
            foreach (var row in await ReadAsync(blob, scope, manifest.Erasures, cancellationToken))
            {
                if (row.Time >= from && row.Time < to) devices.Add(row.Device);
            }
        }

        return [.. devices];
    }

    private async IAsyncEnumerable<DeviceEvent> ReadAsync(int partition, ReplayScope scope, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var manifest = await manifests.ReadAsync(partition, cancellationToken);
        await RequireAsync(manifest, scope, from, to, cancellationToken);
        foreach (var segment in Touching(manifest, from, to))
        {
            foreach (var run in ArchiveSearch.Runs(await ChunksAsync(segment, scope, from, to, cancellationToken)))
            {
                foreach (var row in await segments.ReadAsync(segment, run, manifest.Erasures, new ReadCost(), cancellationToken))
                {
                    if (row.Time >= from && row.Time < to && scope.Fits(row)) yield return row;
                }
            }
        }

        foreach (var blob in manifest.Blobs.Where(blob => blob.To >= from && blob.From < to))
        {
            foreach (var row in await ReadAsync(blob, scope, manifest.Erasures, cancellationToken))
            {
                if (row.Time >= from && row.Time < to) yield return row;
            }
        }
    }

    private async Task<IReadOnlyList<DeviceEvent>> ReadAsync(HotBlob blob, ReplayScope scope, Erasures erasures, CancellationToken cancellationToken)
    {
        var rows = await HotRows.ReadAsync(blobs, blob, erasures, scope.Device ?? scope.Tenant, new ReadCost(), cancellationToken);
        rows.RemoveAll(row => !scope.Fits(row));
        return rows;
    }

    private async Task RequireAsync(Manifest manifest, ReplayScope scope, long from, long to, CancellationToken cancellationToken)
    {
        var needed = new List<Segment>();
        foreach (var segment in Touching(manifest, from, to).Where(segment => segment.Tier == BlobTier.Archive))
        {
            if ((await ChunksAsync(segment, scope, from, to, cancellationToken)).Count > 0) needed.Add(segment);
        }

        await segments.RequireAsync(needed, cancellationToken);
    }

    private Task<List<SegmentChunk>> ChunksAsync(Segment segment, ReplayScope scope, long from, long to, CancellationToken cancellationToken) => scope.Device is { } device
        ? segments.ChunksOfAsync(segment, scope.Tenant, device, from, to, new ReadCost(), cancellationToken)
        : segments.ChunksAsync(
            segment, null, null, page => page.To >= from && page.From < to, chunk => chunk.Tenant == scope.Tenant && chunk.To >= from && chunk.From < to, new ReadCost(), cancellationToken);

    private static IEnumerable<Segment> Touching(Manifest manifest, long from, long to) => manifest.Segments.Where(segment => segment.To >= from && segment.From < to);
}
