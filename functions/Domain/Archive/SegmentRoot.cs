using System.Buffers.Binary;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>The root of a segment's index: what the segment holds in all, and where the pages are. Layout: FORMAT.md.</summary>
public sealed record SegmentRoot
{
    /// <summary>Version of the index that this code writes.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of the footer: offset of the root (8, little endian), its length (4), <c>IOTX</c>.</summary>
    public const int FooterLength = 16;

    /// <summary>How the segment's chunks are written.</summary>
    public required ChunkFormat Format { get; init; }

    /// <summary>Rows in all chunks.</summary>
    public required long Rows { get; init; }

    /// <summary>Bytes of the segment.</summary>
    public required long Bytes { get; init; }

    /// <summary>Names of attributes with too many values to be entered: who asks for one of them looks into every chunk.</summary>
    public IReadOnlyList<string> Unlisted { get; init; } = [];

    /// <summary>Pages of chunks, in the order of the segment.</summary>
    public required IReadOnlyList<ChunkPageEntry> Chunks { get; init; }

    /// <summary>Pages of attributes, by key.</summary>
    public required IReadOnlyList<PostingPageEntry> Attributes { get; init; }

    /// <summary>Pages of places, by cell.</summary>
    public required IReadOnlyList<PostingPageEntry> Places { get; init; }

    /// <summary>Where the model of the chunks lies in the index, and its bytes; null when they have none.</summary>
    public (long Offset, int Length)? Model { get; init; }

    internal static ReadOnlySpan<byte> Magic => "IOTX"u8;

    /// <summary>Where the root lies, from the last <see cref="FooterLength"/> bytes of an index.</summary>
    /// <exception cref="CorruptDataException">They are no footer.</exception>
    public static (long Offset, int Length) Locate(ReadOnlySpan<byte> footer)
    {
        if (footer.Length != FooterLength || !footer[12..].SequenceEqual(Magic)) throw new CorruptDataException("The index has no footer.");
        var (offset, length) = (BinaryPrimitives.ReadInt64LittleEndian(footer), BinaryPrimitives.ReadInt32LittleEndian(footer[8..]));
        return offset >= 0 && length > 0 ? (offset, length) : throw new CorruptDataException("The index has no root.");
    }

    /// <summary>Reads a root.</summary>
    /// <exception cref="CorruptDataException">It is damaged, or of a newer version.</exception>
    public static SegmentRoot Read(ReadOnlyMemory<byte> packed)
    {
        var from = new ByteReader(IndexPage.Unpack(packed));
        var version = from.Byte();
        if (version != Version) throw new CorruptDataException($"The index has version {version}; this code reads version {Version}.");
        var format = (ChunkFormat)from.Byte();
        var (rows, bytes) = ((long)from.Unsigned(), (long)from.Unsigned());
        (long, int)? model = from.Byte() == 0 ? null : ((long)from.Unsigned(), from.Count());
        var unlisted = new List<string>();
        for (var left = from.Count(); left > 0; left--) unlisted.Add(from.Text());
        var chunks = new List<ChunkPageEntry>();
        for (var left = from.Count(); left > 0; left--) chunks.Add(ChunkPageEntry.Read(ref from));
        return new SegmentRoot { Format = format, Rows = rows, Bytes = bytes, Model = model, Unlisted = unlisted, Chunks = chunks, Attributes = Postings(ref from), Places = Postings(ref from) };
    }

    internal byte[] Write()
    {
        var to = new ByteWriter();
        to.Byte(Version);
        to.Byte((byte)Format);
        to.Unsigned((ulong)Rows);
        to.Unsigned((ulong)Bytes);
        to.Byte(Model is null ? (byte)0 : (byte)1);
        if (Model is var (offset, length))
        {
            to.Unsigned((ulong)offset);
            to.Unsigned((ulong)length);
        }

        to.Unsigned((ulong)Unlisted.Count);
        foreach (var name in Unlisted) to.Text(name);
        to.Unsigned((ulong)Chunks.Count);
        foreach (var page in Chunks) page.Write(to);
        foreach (var pages in new[] { Attributes, Places })
        {
            to.Unsigned((ulong)pages.Count);
            foreach (var page in pages) page.Write(to);
        }

        return IndexPage.Pack(to.Written.Span);
    }

    private static List<PostingPageEntry> Postings(ref ByteReader from)
    {
        var pages = new List<PostingPageEntry>();
        for (var left = from.Count(); left > 0; left--) pages.Add(PostingPageEntry.Read(ref from));
        return pages;
    }
}
