using System.IO.Compression;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>Pages: a header (parquet.thrift, PageHeader) and the bytes as one gzip member (parquet-format, Compression.md, GZIP = 2).</summary>
internal static class PageCompressor
{
    private const int DataPage = 0, DictionaryPage = 2, Plain = 0, Runs = 3, Indices = 8;

    /// <summary>Appends a dictionary page. Returns its size, header and bytes as they are before compression.</summary>
    internal static long Dictionary(ByteWriter to, ReadOnlyMemory<byte> bytes, int entries)
    {
        return Write(to, DictionaryPage, bytes, thrift =>
        {
            thrift.Begin(7);
            thrift.Int32(1, entries);
            thrift.Int32(2, Plain);
            thrift.End();
        });
    }

    /// <summary>Appends a data page. Returns the same.</summary>
    internal static long Data(ByteWriter to, ReadOnlyMemory<byte> bytes, int rows, bool indices)
    {
        return Write(to, DataPage, bytes, thrift =>
        {
            thrift.Begin(5);
            thrift.Int32(1, rows);
            thrift.Int32(2, indices ? Indices : Plain);
            thrift.Int32(3, Runs);
            thrift.Int32(4, Runs);
            thrift.End();
        });
    }

    private static long Write(ByteWriter to, int type, ReadOnlyMemory<byte> bytes, Action<CompactWriter> writeDetails)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes.Span);
        var start = to.Length;
        var thrift = new CompactWriter(to);
        thrift.Begin();
        thrift.Int32(1, type);
        thrift.Int32(2, bytes.Length);
        thrift.Int32(3, (int)compressed.Length);
        writeDetails(thrift);
        thrift.End();
        var header = to.Length - start;
        to.Raw(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        return header + bytes.Length;
    }
}
