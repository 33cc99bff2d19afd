using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>A page of chunks, in the order of the segment. Names of measures stand once in it.</summary>
public static class ChunkPage
{
    /// <summary>Chunks in a page at most.</summary>
    internal const int Most = 128;

    internal static byte[] Write(IReadOnlyList<SegmentChunk> chunks, ChunkFormat format)
    {
        var names = chunks.SelectMany(chunk => chunk.Measures).Select(range => range.Name).Distinct().ToList();
        var to = new ByteWriter();
        to.Unsigned((ulong)names.Count);
        foreach (var name in names) to.Text(name);
        to.Unsigned((ulong)chunks.Count);
        long offset = 0, time = 0;
        foreach (var chunk in chunks)
        {
            to.Text(chunk.Tenant);
            to.Text(chunk.Device);
            to.Signed(chunk.Offset - offset);
            to.Unsigned((ulong)chunk.Length);
            if (format == ChunkFormat.Sealed) to.Fixed64(chunk.Key);
            to.Unsigned((ulong)chunk.Rows);
            to.Signed(chunk.From - time);
            to.Unsigned((ulong)(chunk.To - chunk.From));
            AreaBytes.Write(to, chunk.Area);
            to.Unsigned((ulong)chunk.Measures.Count);
            foreach (var range in chunk.Measures)
            {
                to.Unsigned((ulong)names.IndexOf(range.Name));
                to.Double(range.Min);
                to.Double(range.Max);
            }

            (offset, time) = (chunk.Offset + chunk.Length, chunk.From);
        }

        return IndexPage.Pack(to.Written.Span);
    }

    /// <summary>Reads a page of an index whose chunks have a format.</summary>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    public static IReadOnlyList<SegmentChunk> Read(ReadOnlyMemory<byte> page, ChunkFormat format)
    {
        var from = new ByteReader(IndexPage.Unpack(page));
        var names = new List<string>();
        for (var left = from.Count(); left > 0; left--) names.Add(from.Text());
        var chunks = new List<SegmentChunk>();
        long offset = 0, time = 0;
        for (var left = from.Count(); left > 0; left--)
        {
            var (tenant, device) = (from.Text(), from.Text());
            offset += from.Signed();
            var length = from.Count();
            var key = format == ChunkFormat.Sealed ? from.Fixed64() : 0;
            var rows = from.Count();
            time += from.Signed();
            var to = time + (long)from.Unsigned();
            var area = AreaBytes.Read(ref from);
            var measures = new List<MeasureRange>();
            for (var ranges = from.Count(); ranges > 0; ranges--)
            {
                var name = from.Count();
                measures.Add(new MeasureRange(name < names.Count ? names[name] : throw new CorruptDataException("A page of the index names no such measure."), from.Double(), from.Double()));
            }

            chunks.Add(new SegmentChunk { Tenant = tenant, Device = device, Offset = offset, Length = length, Key = key, Rows = rows, From = time, To = to, Area = area, Measures = measures });
            offset += length;
        }

        return chunks;
    }
}
