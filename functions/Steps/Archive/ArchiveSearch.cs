using System.Collections.Concurrent;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>
/// Looks for events in all partitions: of segments, in the chunks that their indexes name for the places or the attribute; of hot blobs, in
/// those whose time fits.
/// </summary>
public sealed class ArchiveSearch(IArchiveBlobs blobs, ManifestReader manifests, SegmentStore segments, ILogWriter log, TopicNames topics) : IArchiveSearch
{
    private const int AtOnce = 16;
    private const int MostRestarts = 10;
    private int partitions;

    /// <inheritdoc/>
    /// <exception cref="CorruptDataException">A blob that a manifest names is damaged, or is not there.</exception>
    public async Task<IReadOnlyList<DeviceEvent>> FindAsync(SearchQuery query, ReadCost cost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (partitions == 0) partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        var (found, archived) = (new FoundRows(query), new ConcurrentBag<string>());
        using var budget = new ReadBudget(AtOnce, query.MostBytes);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, partitions),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (partition, token) =>
            {
                try
                {
                    found.Add(await PartitionAsync(partition, query, cost, budget, token));
                }
                catch (BlobArchivedException exception)
                {
                    // All of them are asked for at once: bringing some back takes hours.
                    foreach (var name in exception.Blobs) archived.Add(name);
                }
            });
        return archived.IsEmpty ? found.Take() : throw new BlobArchivedException($"{archived.Count} segments are in the tier Archive.") { Blobs = [.. archived] };
    }

    private async Task<FoundRows> PartitionAsync(int partition, SearchQuery query, ReadCost cost, ReadBudget budget, CancellationToken cancellationToken)
    {
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                return await ManifestAsync(await manifests.ReadAsync(partition, cancellationToken), query, cost, budget, cancellationToken);
            }
            catch (BlobGoneException exception)
            {
                if (restarts == MostRestarts) throw new CorruptDataException(exception.Message, exception);
            }
        }
    }

    private async Task<FoundRows> ManifestAsync(Manifest manifest, SearchQuery query, ReadCost cost, ReadBudget budget, CancellationToken cancellationToken)
    {
        var found = new FoundRows(query);
        await RequireAsync(manifest, query, found, cost, cancellationToken);
        var work = new List<Func<CancellationToken, Task>>();
        foreach (var blob in manifest.Blobs.Where(blob => blob.To >= query.From && blob.From < query.To)) work.Add(token => BlobAsync(blob, query, manifest.Erasures, found, cost, budget, token));
        foreach (var segment in manifest.Segments.Where(segment => segment.To >= query.From && segment.From < query.To)) work.Add(token => SegmentAsync(segment, query, manifest.Erasures, found, cost, budget, token));
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, token) => await one(token));
        return found;
    }

    private async Task RequireAsync(Manifest manifest, SearchQuery query, FoundRows found, ReadCost cost, CancellationToken cancellationToken)
    {
        var needed = new List<Segment>();
        foreach (var segment in manifest.Segments.Where(segment => segment.Tier == BlobTier.Archive && segment.To >= query.From && segment.From < query.To))
        {
            if ((await ChunksAsync(segment, query, found, cost, cancellationToken)).Count > 0) needed.Add(segment);
        }

        await segments.RequireAsync(needed, cancellationToken);
    }

    private async Task BlobAsync(HotBlob blob, SearchQuery query, Erasures erasures, FoundRows found, ReadCost cost, ReadBudget budget, CancellationToken cancellationToken)
    {
        using var place = await budget.TakeAsync(blob.Bytes, cancellationToken);
        foreach (var row in await HotRows.ReadAsync(blobs, blob, erasures, query.Attribute?.Value, cost, cancellationToken)) found.Add(row);
    }

    private async Task SegmentAsync(Segment segment, SearchQuery query, Erasures erasures, FoundRows found, ReadCost cost, ReadBudget budget, CancellationToken cancellationToken)
    {
        var chunks = await ChunksAsync(segment, query, found, cost, cancellationToken);
        await Parallel.ForEachAsync(Runs(chunks), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (run, token) =>
        {
            if (found.Beyond(run[0])) return;
            using var place = await budget.TakeAsync(run[^1].Offset + run[^1].Length - run[0].Offset, token);
            foreach (var row in await segments.ReadAsync(segment, run, erasures, cost, token)) found.Add(row);
        });
    }

    private async Task<List<SegmentChunk>> ChunksAsync(Segment segment, SearchQuery query, FoundRows found, ReadCost cost, CancellationToken cancellationToken)
    {
        Func<SegmentRoot, IReadOnlyList<PostingPageEntry>?>? pages = null;
        IReadOnlyList<ulong>? keys = null;
        if (query.Attribute is var (name, value))
        {
            keys = [AttributeKey.Of(name, value)];
            pages = root => root.Unlisted.Contains(name) ? null : root.Attributes;
        }
        else if (query.Areas is { } areas)
        {
            var cells = areas.Select(PlaceCells.Of).ToList();
            if (!cells.Contains(null))
            {
                keys = [.. cells.SelectMany(some => some!).Distinct().Order()];
                pages = root => root.Places;
            }
        }

        return await segments.ChunksAsync(
            segment,
            pages,
            keys,
            page => page.To >= query.From && page.From < query.To && InAreas(query, page.Area),
            chunk => chunk.To >= query.From && chunk.From < query.To && InAreas(query, chunk.Area) && query.Tenants?.Contains(chunk.Tenant) != false && !found.Before(chunk),
            cost,
            cancellationToken);
    }

    private static bool InAreas(SearchQuery query, Area? area) => query.Areas is null || (area is { } box && query.Areas.Any(box.Touches));

    /// <summary>Chunks that lie close to each other are read at once.</summary>
    internal static IEnumerable<List<SegmentChunk>> Runs(List<SegmentChunk> chunks)
    {
        const int Gap = 16 << 10;
        const int Most = 1 << 20;
        var run = new List<SegmentChunk>();
        foreach (var chunk in chunks.OrderBy(chunk => chunk.Offset))
        {
            if (run.Count > 0 && (chunk.Offset - (run[^1].Offset + run[^1].Length) > Gap || chunk.Offset + chunk.Length - run[0].Offset > Most))
            {
                yield return run;
                run = [];
            }

            run.Add(chunk);
        }

        if (run.Count > 0) yield return run;
    }
}
