using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>What comes at the file's end (parquet-format README, "File format" and "Metadata"; parquet.thrift, FileMetaData): gathered row group by row group.</summary>
internal sealed class ParquetFooter(IReadOnlyList<ParquetColumn> columns)
{
    private const int Version = 1;
    private readonly ByteWriter groups = new();
    private int count;
    private long rows;

    /// <summary>Adds a row group (parquet.thrift, RowGroup).</summary>
    /// <param name="at">Where it begins in the file.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="chunks">Its chunks, one behind the other.</param>
    internal void Add(long at, int rowCount, IReadOnlyList<ParquetChunk> chunks)
    {
        var to = new CompactWriter(groups);
        to.Begin();
        to.List(1, CompactWriter.Element.Struct, chunks.Count);
        var place = at;
        foreach (var chunk in chunks)
        {
            chunk.Write(to, place);
            place += chunk.Length;
        }

        to.Int64(2, chunks.Sum(chunk => chunk.Plain));
        to.Int64(3, rowCount);
        to.Int64(5, at);
        to.Int64(6, place - at);
        to.End();
        count++;
        rows += rowCount;
    }

    /// <summary>Appends the footer, its length in 4 bytes, and the file's last 4 bytes.</summary>
    internal void Write(ByteWriter file, IReadOnlyList<KeyValuePair<string, string>> facts)
    {
        var start = file.Length;
        var to = new CompactWriter(file);
        to.Begin();
        to.Int32(1, Version);
        to.List(2, CompactWriter.Element.Struct, columns.Count + 1);
        ParquetSchema.Write(to, columns);
        to.Int64(3, rows);
        to.List(4, CompactWriter.Element.Struct, count);
        to.Elements(groups.Written.Span);
        WriteFacts(to, facts);
        to.Text(6, "ServerlessIot");
        WriteOrders(to);
        to.End();
        PlainValues.Int32(file, file.Length - start);
        file.Raw(ParquetWriter.Magic);
    }

    private static void WriteFacts(CompactWriter to, IReadOnlyList<KeyValuePair<string, string>> facts)
    {
        to.List(5, CompactWriter.Element.Struct, facts.Count);
        foreach (var (key, value) in facts)
        {
            to.Begin();
            to.Text(1, key);
            to.Text(2, value);
            to.End();
        }
    }

    // Without an order of the column readers may not use its least and greatest value (parquet.thrift, ColumnOrder: TYPE_ORDER).
    private void WriteOrders(CompactWriter to)
    {
        to.List(7, CompactWriter.Element.Struct, columns.Count);
        foreach (var _ in columns)
        {
            to.Begin();
            to.Empty(1);
            to.End();
        }
    }
}
