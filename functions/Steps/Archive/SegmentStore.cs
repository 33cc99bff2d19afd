using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Reads segments: of an index only the pages that are asked for, of the rows only the chunks. Remembers indexes.</summary>
public sealed class SegmentStore(IArchiveBlobs blobs, KeyRings rings) : IDisposable
{
    /// <summary>An index of this size is read whole: one request instead of three.</summary>
    private const int SmallIndex = 256 << 10;

    /// <summary>First guess of what footer and root take.</summary>
    private const int Tail = 32 << 10;

    /// <summary>Bytes of chunks that are read at once when a segment is read whole.</summary>
    private const int Window = 1 << 20;

    /// <summary>Bytes of indexes that are remembered.</summary>
    private const long Remembered = 64L << 20;

    /// <summary>What a learned model takes in memory, roughly.</summary>
    private const int LearnedBytes = 1 << 20;
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = Remembered });

    /// <inheritdoc/>
    public void Dispose() => cache.Dispose();

    /// <summary>The chunks of a device with rows in [<paramref name="from"/>, <paramref name="to"/>), in order of time.</summary>
    internal async Task<List<SegmentChunk>> ChunksOfAsync(Segment segment, string tenant, string device, long from, long to, ReadCost cost, CancellationToken cancellationToken)
    {
        var root = await RootAsync(segment, cost, cancellationToken);
        var found = new List<SegmentChunk>();
        // A device's chunks begin in the last page that begins before it, and may go on in the next ones.
        var first = LastBefore(root.Chunks, tenant, device);
        for (var i = first; i < root.Chunks.Count; i++)
        {
            var page = root.Chunks[i];
            if (i > first && RowOrder.Devices(page.Tenant, page.Device, tenant, device) > 0) break;
            if (page.To < from || page.From >= to) continue;
            var chunks = ChunkPage.Read(await PageAsync(segment, page.Offset, page.Length, cost, cancellationToken), root.Format);
            found.AddRange(chunks.Where(chunk => chunk.Device == device && chunk.Tenant == tenant && chunk.To >= from && chunk.From < to));
        }

        return found;
    }

    /// <summary>
    /// The chunks that a filter over pages and chunks lets through; of those, if there are keys and pages of keys that enter all of them,
    /// only those that hold one of the keys.
    /// </summary>
    internal async Task<List<SegmentChunk>> ChunksAsync(
        Segment segment, Func<SegmentRoot, IReadOnlyList<PostingPageEntry>?>? pages, IReadOnlyList<ulong>? keys, Func<ChunkPageEntry, bool> page, Func<SegmentChunk, bool> chunk, ReadCost cost, CancellationToken cancellationToken)
    {
        var root = await RootAsync(segment, cost, cancellationToken);
        SortedSet<int>? held = null;
        if (keys is not null && pages?.Invoke(root) is { } postings)
        {
            held = [];
            foreach (var entry in PostingPageEntry.Holding(postings, keys))
                PostingPage.Find(await PageAsync(segment, entry.Offset, entry.Length, cost, cancellationToken), keys, held);
        }

        var found = new List<SegmentChunk>();
        foreach (var entry in root.Chunks.Where(page))
        {
            if (held is not null && held.GetViewBetween(entry.First, entry.First + entry.Count - 1).Count == 0) continue;
            var chunks = ChunkPage.Read(await PageAsync(segment, entry.Offset, entry.Length, cost, cancellationToken), root.Format);
            for (var i = 0; i < chunks.Count; i++)
            {
                if ((held is null || held.Contains(entry.First + i)) && chunk(chunks[i])) found.Add(chunks[i]);
            }
        }

        return found;
    }

    /// <summary>Tenants that have rows in a segment.</summary>
    internal async Task<HashSet<string>> TenantsAsync(Segment segment, ReadCost cost, CancellationToken cancellationToken)
    {
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        var root = await RootAsync(segment, cost, cancellationToken);
        foreach (var page in root.Chunks)
            tenants.UnionWith(ChunkPage.Read(await PageAsync(segment, page.Offset, page.Length, cost, cancellationToken), root.Format).Select(chunk => chunk.Tenant));
        return tenants;
    }

    /// <summary>Makes sure that segments can be read.</summary>
    /// <exception cref="BlobArchivedException">Some are in the tier Archive; it names them all.</exception>
    internal async Task RequireAsync(IEnumerable<Segment> needed, CancellationToken cancellationToken)
    {
        var archived = new List<string>();
        foreach (var segment in needed.Where(segment => segment.Tier == BlobTier.Archive))
        {
            if (await blobs.TierOfAsync(segment.Data, cancellationToken) == BlobTier.Archive) archived.Add(segment.Data);
        }

        if (archived.Count > 0) throw new BlobArchivedException($"{archived.Count} segments are in the tier Archive.") { Blobs = archived };
    }

    /// <summary>The rows of a chunk, less those that were erased.</summary>
    /// <exception cref="CorruptDataException">The chunk is damaged.</exception>
    internal Task<IReadOnlyList<DeviceEvent>> ReadAsync(Segment segment, SegmentChunk chunk, Erasures erasures, ReadCost cost, CancellationToken cancellationToken) =>
        ReadAsync(segment, [chunk], erasures, cost, cancellationToken);

    /// <summary>The rows of chunks that follow each other in the segment, perhaps with others in between, less those that were erased.</summary>
    /// <exception cref="CorruptDataException">A chunk is damaged.</exception>
    internal async Task<IReadOnlyList<DeviceEvent>> ReadAsync(Segment segment, IReadOnlyList<SegmentChunk> run, Erasures erasures, ReadCost cost, CancellationToken cancellationToken)
    {
        var model = await ModelAsync(segment, cost, cancellationToken);
        var start = run[0].Offset;
        var ring = await RingAsync(segment, run, cancellationToken);
        var bytes = await RangeAsync(segment.Data, start, (int)(run[^1].Offset + run[^1].Length - start), cost, cancellationToken);
        return [.. run.SelectMany(chunk => Rows(segment, chunk, bytes.Slice((int)(chunk.Offset - start), chunk.Length), model, ring, erasures)).Where(row => !erasures.Cover(row))];
    }

    /// <summary>All rows, in the order of the segment, less those that were erased.</summary>
    /// <exception cref="CorruptDataException">A chunk is damaged, or rows are missing.</exception>
    internal async IAsyncEnumerable<DeviceEvent> RowsAsync(Segment segment, Erasures erasures, ReadCost cost, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = await RootAsync(segment, cost, cancellationToken);
        var model = await ModelAsync(segment, cost, cancellationToken);
        var count = 0L;
        foreach (var page in root.Chunks)
        {
            var chunks = ChunkPage.Read(await PageAsync(segment, page.Offset, page.Length, cost, cancellationToken), root.Format);
            var ring = await RingAsync(segment, chunks, cancellationToken);
            for (int from = 0, to; from < chunks.Count; from = to)
            {
                // Between chunks there may be some that the index no longer names.
                var start = chunks[from].Offset;
                to = from + 1;
                while (to < chunks.Count && chunks[to].Offset + chunks[to].Length - start <= Window) to++;
                var bytes = await RangeAsync(segment.Data, start, (int)(chunks[to - 1].Offset + chunks[to - 1].Length - start), cost, cancellationToken);
                for (var i = from; i < to; i++)
                {
                    foreach (var row in Rows(segment, chunks[i], bytes.Slice((int)(chunks[i].Offset - start), chunks[i].Length), model, ring, erasures))
                    {
                        if (!erasures.Cover(row)) yield return row;
                    }

                    count += chunks[i].Rows;
                }
            }
        }

        if (count != segment.Rows) throw new CorruptDataException($"{segment.Name} holds {count} rows; the manifest says {segment.Rows}.");
    }

    /// <summary>Ids of all keys under which a segment's chunks are sealed.</summary>
    internal async Task<IReadOnlySet<ulong>> KeysOfAsync(Segment segment, CancellationToken cancellationToken)
    {
        var cost = new ReadCost();
        var root = await RootAsync(segment, cost, cancellationToken);
        var keys = new HashSet<ulong>();
        foreach (var page in root.Chunks) keys.UnionWith(ChunkPage.Read(await PageAsync(segment, page.Offset, page.Length, cost, cancellationToken), root.Format).Select(chunk => chunk.Key));
        return keys;
    }

    /// <summary>Rows of which a segment's model was learned, which stand in its index in the clear.</summary>
    internal async Task<IReadOnlyList<DeviceEvent>> SamplesAsync(Segment segment, ReadCost cost, CancellationToken cancellationToken)
    {
        if (segment.Format == ChunkFormat.JsonLines || (await RootAsync(segment, cost, cancellationToken)).Model is not var (offset, length)) return [];
        return ChunkModel.RowsOf(await PageAsync(segment, offset, length, cost, cancellationToken));
    }

    /// <summary>The root of a segment's index.</summary>
    internal async Task<SegmentRoot> RootAsync(Segment segment, ReadCost cost, CancellationToken cancellationToken)
    {
        var key = (segment.Name, "root");
        if (cache.TryGetValue(key, out SegmentRoot? root) && root is not null) return root;
        var length = (int)Math.Min(segment.IndexBytes, segment.IndexBytes <= SmallIndex ? SmallIndex : Tail);
        var tail = await PageAsync(segment, segment.IndexBytes - length, length, cost, cancellationToken);
        var (offset, bytes) = SegmentRoot.Locate(tail.Span[^SegmentRoot.FooterLength..]);
        var before = offset - (segment.IndexBytes - length);
        // Mostly the root is in there.
        root = SegmentRoot.Read(before >= 0 && before + bytes <= tail.Length ? tail.Slice((int)before, bytes) : await PageAsync(segment, offset, bytes, cost, cancellationToken));
        cache.Set(key, root, new MemoryCacheEntryOptions { Size = bytes * 8 });
        return root;
    }

    private static int LastBefore(IReadOnlyList<ChunkPageEntry> pages, string tenant, string device)
    {
        var last = 0;
        for (int low = 0, high = pages.Count - 1; low <= high;)
        {
            var middle = (low + high) / 2;
            // Pages that begin with the device itself may follow one that ends with it.
            if (RowOrder.Devices(pages[middle].Tenant, pages[middle].Device, tenant, device) < 0) (last, low) = (middle, middle + 1);
            else high = middle - 1;
        }

        return last;
    }

    /// <summary>The rows of a chunk; none when its key was destroyed.</summary>
    private static IReadOnlyList<DeviceEvent> Rows(Segment segment, SegmentChunk chunk, ReadOnlyMemory<byte> bytes, ChunkModel? model, KeyRing ring, Erasures erasures)
    {
        try
        {
            if (segment.Format == ChunkFormat.Sealed)
            {
                if (ring.Find(chunk.Key) is { } key) bytes = SealedChunk.Open(bytes.Span, key.Key, chunk.Tenant, chunk.Device);
                else if (ring.FindDestroyed(chunk.Key) is not null || erasures.Name(chunk.Tenant, chunk.Device)) return [];
                else throw new CorruptDataException($"Its key {chunk.Key:x16} is not in the ring of partition {segment.Partition}, and was never destroyed.");
            }

            var rows = ChunkCodec.Decode(segment.Format, bytes, model);
            return rows.Count == chunk.Rows ? rows : throw new CorruptDataException($"It holds {rows.Count} rows; the index says {chunk.Rows}.");
        }
        catch (CorruptDataException exception)
        {
            throw new CorruptDataException($"The chunk of {chunk.Tenant}/{chunk.Device} at {chunk.Offset} of {segment.Data} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The ring that chunks are opened with: as it is in memory, unless it lacks a key.</summary>
    private async ValueTask<KeyRing> RingAsync(Segment segment, IReadOnlyList<SegmentChunk> chunks, CancellationToken cancellationToken)
    {
        if (segment.Format != ChunkFormat.Sealed) return KeyRing.Empty;
        var ring = await rings.ReadAsync(segment.Partition, cancellationToken);
        return chunks.All(chunk => ring.Knows(chunk.Key)) ? ring : await rings.ReadNowAsync(segment.Partition, cancellationToken);
    }

    /// <summary>The model of a segment's chunks, remembered as it is learned: that takes longer than to read it.</summary>
    private async ValueTask<ChunkModel?> ModelAsync(Segment segment, ReadCost cost, CancellationToken cancellationToken)
    {
        if (segment.Format == ChunkFormat.JsonLines) return null;
        var key = (segment.Name, "model");
        if (cache.TryGetValue(key, out ChunkModel? model)) return model;
        if ((await RootAsync(segment, cost, cancellationToken)).Model is not var (offset, length)) return null;
        model = ChunkModel.Read(await PageAsync(segment, offset, length, cost, cancellationToken));
        cache.Set(key, model, new MemoryCacheEntryOptions { Size = LearnedBytes });
        return model;
    }

    /// <summary>A range of the index: out of what is remembered, the whole of a small one, else read and remembered.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> PageAsync(Segment segment, long offset, int length, ReadCost cost, CancellationToken cancellationToken)
    {
        var small = segment.IndexBytes <= SmallIndex;
        var (start, count) = small ? (0L, (int)segment.IndexBytes) : (offset, length);
        var key = (segment.Name, start, count);
        if (!cache.TryGetValue(key, out ReadOnlyMemory<byte> bytes))
        {
            bytes = await RangeAsync(segment.IndexName, start, count, cost, cancellationToken);
            cache.Set(key, bytes, new MemoryCacheEntryOptions { Size = bytes.Length + 200 });
        }

        if (!small) return bytes;
        return offset >= 0 && offset + length <= bytes.Length ? bytes.Slice((int)offset, length) : throw new CorruptDataException($"{segment.IndexName} names a page beyond its end.");
    }

    private async Task<ReadOnlyMemory<byte>> RangeAsync(string name, long offset, int length, ReadCost cost, CancellationToken cancellationToken)
    {
        if (length == 0) return default;
        var bytes = await blobs.ReadRangeAsync(name, offset, length, cancellationToken) ?? throw new BlobGoneException($"{name} is not there.");
        cost.Add(bytes.Length);
        return bytes.Length == length ? bytes : throw new CorruptDataException($"{name} ends {length - bytes.Length} bytes too early.");
    }
}
