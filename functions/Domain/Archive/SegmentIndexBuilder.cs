using System.Buffers.Binary;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>Collects the index of a segment while its chunks are written. Layout: FORMAT.md.</summary>
internal sealed class SegmentIndexBuilder(ChunkFormat format, int finestGrid)
{
    /// <summary>Values of one attribute in one chunk that are entered; an attribute with more is an id rather than a class.</summary>
    private const int MostValues = 64;

    /// <summary>Ordinals in a page of keys before the next begins, and keys.</summary>
    private const int PagePostings = 16_384;
    private const int PageKeys = 1024;
    private readonly List<SegmentChunk> chunks = [];
    private readonly SortedDictionary<ulong, List<int>> attributes = [];
    private readonly SortedDictionary<ulong, List<int>> places = [];
    private readonly SortedSet<string> unlisted = new(StringComparer.Ordinal);
    private long rows;

    /// <summary>An index of chunks that are known, with the chunks of each key.</summary>
    internal SegmentIndexBuilder(ChunkFormat format, IEnumerable<SegmentChunk> chunks, IEnumerable<KeyValuePair<ulong, List<int>>> attributes, IEnumerable<KeyValuePair<ulong, List<int>>> places, IEnumerable<string> unlisted) : this(format, 0)
    {
        this.chunks.AddRange(chunks);
        foreach (var (key, ordinals) in attributes) this.attributes.Add(key, ordinals);
        foreach (var (key, ordinals) in places) this.places.Add(key, ordinals);
        this.unlisted.UnionWith(unlisted);
        rows = this.chunks.Sum(chunk => (long)chunk.Rows);
    }

    internal int Chunks => chunks.Count;

    internal void Add(SegmentChunk chunk, IReadOnlyList<DeviceEvent> of)
    {
        var ordinal = chunks.Count;
        chunks.Add(chunk);
        rows += chunk.Rows;
        foreach (var values in of.SelectMany(row => row.Attributes).Distinct().GroupBy(pair => pair.Key))
        {
            if (values.Count() > MostValues) unlisted.Add(values.Key);
            else foreach (var key in values.Select(pair => AttributeKey.Of(pair.Key, pair.Value)).Distinct()) Enter(attributes, key, ordinal);
        }

        var visited = of.Where(row => row.Position is not null).Select(row => row.Position!.Value).ToList();
        if (visited.Count == 0) return;
        foreach (var cell in PlaceCells.Of(visited, finestGrid)) Enter(places, cell, ordinal);
    }

    internal byte[] Build(long bytes, ReadOnlyMemory<byte>? model)
    {
        var to = new ByteWriter();
        to.Raw(SegmentRoot.Magic);
        to.Byte(SegmentRoot.Version);
        var learned = to.Length;
        if (model is { } known) to.Raw(known.Span);
        var root = new SegmentRoot
        {
            Format = format,
            Rows = rows,
            Bytes = bytes,
            Model = model is { } its ? (learned, its.Length) : null,
            Unlisted = [.. unlisted],
            Chunks = WriteChunks(to),
            Attributes = WritePostings(attributes, to),
            Places = WritePostings(places, to),
        }.Write();
        var offset = to.Length;
        to.Raw(root);
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), offset);
        to.Advance(8);
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(4), root.Length);
        to.Advance(4);
        to.Raw(SegmentRoot.Magic);
        return to.Written.ToArray();
    }

    private static void Enter(SortedDictionary<ulong, List<int>> postings, ulong key, int ordinal)
    {
        if (!postings.TryGetValue(key, out var chunks)) postings.Add(key, chunks = []);
        chunks.Add(ordinal);
    }

    private List<ChunkPageEntry> WriteChunks(ByteWriter to)
    {
        var pages = new List<ChunkPageEntry>();
        var first = 0;
        foreach (var some in chunks.Chunk(ChunkPage.Most))
        {
            var page = ChunkPage.Write(some, format);
            Area? area = null;
            foreach (var chunk in some) area = chunk.Area is { } its ? area?.With(its) ?? its : area;
            pages.Add(new ChunkPageEntry(some[0].Tenant, some[0].Device, first, some.Length, to.Length, page.Length, some.Min(chunk => chunk.From), some.Max(chunk => chunk.To), area));
            to.Raw(page);
            first += some.Length;
        }

        return pages;
    }

    private static List<PostingPageEntry> WritePostings(SortedDictionary<ulong, List<int>> postings, ByteWriter to)
    {
        var (pages, some, count) = (new List<PostingPageEntry>(), new List<KeyValuePair<ulong, List<int>>>(), 0);
        foreach (var posting in postings)
        {
            some.Add(posting);
            count += posting.Value.Count;
            if (some.Count < PageKeys && count < PagePostings) continue;
            Flush();
        }

        Flush();
        return pages;

        void Flush()
        {
            if (some.Count == 0) return;
            var page = PostingPage.Write(some);
            pages.Add(new PostingPageEntry(some[0].Key, to.Length, page.Length));
            to.Raw(page);
            some.Clear();
            count = 0;
        }
    }
}
