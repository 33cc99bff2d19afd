using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>What the root says of a page of keys.</summary>
/// <param name="First">Its first key.</param>
/// <param name="Offset">Where it begins in the index.</param>
/// <param name="Length">Its bytes.</param>
public sealed record PostingPageEntry(ulong First, long Offset, int Length)
{
    /// <summary>Of pages in order, those that may hold one of the keys.</summary>
    /// <param name="pages">Pages, ascending.</param>
    /// <param name="keys">Keys, ascending.</param>
    public static IReadOnlyList<PostingPageEntry> Holding(IReadOnlyList<PostingPageEntry> pages, IReadOnlyList<ulong> keys)
    {
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentNullException.ThrowIfNull(keys);
        var (found, next) = (new List<PostingPageEntry>(), 0);
        for (var i = 0; i < pages.Count && next < keys.Count; i++)
        {
            while (next < keys.Count && keys[next] < pages[i].First) next++;
            if (next < keys.Count && (i + 1 == pages.Count || keys[next] < pages[i + 1].First)) found.Add(pages[i]);
        }

        return found;
    }

    internal void Write(ByteWriter to)
    {
        to.Fixed64(First);
        to.Unsigned((ulong)Offset);
        to.Unsigned((ulong)Length);
    }

    internal static PostingPageEntry Read(ref ByteReader from) => new(from.Fixed64(), (long)from.Unsigned(), from.Count());
}
