using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>Whole indexes.</summary>
public static class SegmentIndex
{
    /// <summary>An index of the same segment that does not name some of its chunks; null when none remains.</summary>
    /// <param name="index">The index, all of it.</param>
    /// <param name="drop">Which chunks go.</param>
    /// <exception cref="CorruptDataException">The index is damaged.</exception>
    public static TrimmedIndex? Without(ReadOnlyMemory<byte> index, Func<SegmentChunk, bool> drop)
    {
        ArgumentNullException.ThrowIfNull(drop);
        var root = RootOf(index);
        var chunks = root.Chunks.SelectMany(page => ChunkPage.Read(Part(index, page.Offset, page.Length), root.Format)).ToList();
        // The place of each chunk among those that stay; −1 for one that goes.
        var (places, stay) = (new int[chunks.Count], new List<SegmentChunk>());
        for (var i = 0; i < chunks.Count; i++)
        {
            places[i] = drop(chunks[i]) ? -1 : stay.Count;
            if (places[i] >= 0) stay.Add(chunks[i]);
        }

        if (stay.Count == 0) return null;
        var builder = new SegmentIndexBuilder(root.Format, stay, Postings(root.Attributes), Postings(root.Places), root.Unlisted);
        ReadOnlyMemory<byte>? model = root.Model is var (offset, length) ? Part(index, offset, length) : null;
        return new TrimmedIndex(builder.Build(root.Bytes, model), stay.Sum(chunk => (long)chunk.Rows), stay.Min(chunk => chunk.From), stay.Max(chunk => chunk.To));

        Dictionary<ulong, List<int>> Postings(IReadOnlyList<PostingPageEntry> pages)
        {
            var kept = new Dictionary<ulong, List<int>>();
            foreach (var (key, ordinals) in pages.SelectMany(page => PostingPage.Read(Part(index, page.Offset, page.Length))))
            {
                if (ordinals.Any(ordinal => ordinal >= places.Length)) throw new CorruptDataException("A page of the index names a chunk that cannot be.");
                var still = ordinals.Select(ordinal => places[ordinal]).Where(place => place >= 0).ToList();
                if (still.Count > 0) kept[key] = still;
            }

            return kept;
        }
    }

    private static SegmentRoot RootOf(ReadOnlyMemory<byte> index)
    {
        if (index.Length < SegmentRoot.FooterLength) throw new CorruptDataException("The index has no footer.");
        var (offset, length) = SegmentRoot.Locate(index.Span[^SegmentRoot.FooterLength..]);
        return SegmentRoot.Read(Part(index, offset, length));
    }

    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> index, long offset, int length) =>
        offset >= 0 && offset + length <= index.Length ? index.Slice((int)offset, length) : throw new CorruptDataException("The index names a page beyond its end.");
}

/// <summary>An index that names fewer chunks than its segment has.</summary>
/// <param name="Index">Its bytes.</param>
/// <param name="Rows">Rows in the chunks that it names.</param>
/// <param name="From">Their earliest time, Unix milliseconds.</param>
/// <param name="To">Their latest time, Unix milliseconds.</param>
public sealed record TrimmedIndex(byte[] Index, long Rows, long From, long To);
