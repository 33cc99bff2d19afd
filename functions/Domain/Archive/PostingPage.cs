using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>A page of keys, ascending, each with the ordinals of the chunks that hold it, ascending.</summary>
public static class PostingPage
{
    internal static byte[] Write(IReadOnlyList<KeyValuePair<ulong, List<int>>> postings)
    {
        var to = new ByteWriter();
        to.Unsigned((ulong)postings.Count);
        ulong before = 0;
        foreach (var (key, chunks) in postings)
        {
            to.Unsigned(key - before);
            before = key;
            to.Unsigned((ulong)chunks.Count);
            var last = -1;
            foreach (var chunk in chunks)
            {
                to.Unsigned((ulong)(chunk - last - 1));
                last = chunk;
            }
        }

        return IndexPage.Pack(to.Written.Span);
    }

    /// <summary>All keys of a page with their chunks.</summary>
    /// <exception cref="CorruptDataException">The page is damaged.</exception>
    internal static List<KeyValuePair<ulong, List<int>>> Read(ReadOnlyMemory<byte> page)
    {
        var from = new ByteReader(IndexPage.Unpack(page));
        var (key, all) = (0UL, new List<KeyValuePair<ulong, List<int>>>());
        for (var left = from.Count(); left > 0; left--)
        {
            key += from.Unsigned();
            var (chunk, ordinals) = (-1L, new List<int>());
            for (var chunks = from.Count(); chunks > 0; chunks--)
            {
                chunk += (long)from.Unsigned() + 1;
                if (chunk is < 0 or > int.MaxValue) throw new CorruptDataException("A page of the index names a chunk that cannot be.");
                ordinals.Add((int)chunk);
            }

            all.Add(new(key, ordinals));
        }

        return all;
    }

    /// <summary>Adds the chunks of each of the <paramref name="keys"/> that the page holds.</summary>
    /// <param name="page">The page.</param>
    /// <param name="keys">Keys, ascending.</param>
    /// <param name="found">Where the ordinals go.</param>
    /// <exception cref="CorruptDataException">The page is damaged.</exception>
    public static void Find(ReadOnlyMemory<byte> page, IReadOnlyList<ulong> keys, ISet<int> found)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(found);
        var from = new ByteReader(IndexPage.Unpack(page));
        var (key, next) = (0UL, 0);
        for (var left = from.Count(); left > 0; left--)
        {
            key += from.Unsigned();
            while (next < keys.Count && keys[next] < key) next++;
            var wanted = next < keys.Count && keys[next] == key;
            long chunk = -1;
            for (var chunks = from.Count(); chunks > 0; chunks--)
            {
                chunk += (long)from.Unsigned() + 1;
                if (chunk is < 0 or > int.MaxValue) throw new CorruptDataException("A page of the index names a chunk that cannot be.");
                if (wanted) found.Add((int)chunk);
            }
        }
    }
}
