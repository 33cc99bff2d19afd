namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>What the footer says of a column chunk.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Rows">Rows of the row group.</param>
/// <param name="Nulls">Rows that lack the column.</param>
/// <param name="HasDictionary">Whether it begins with a dictionary page.</param>
/// <param name="DataAt">Where the data page begins, bytes from the chunk's beginning.</param>
/// <param name="Length">Bytes of the chunk.</param>
/// <param name="Plain">Bytes of the chunk were its pages not compressed.</param>
/// <param name="Least">Least value, plain; null = not known.</param>
/// <param name="Most">Greatest value, plain; null = not known.</param>
internal sealed record ParquetChunk(ParquetColumn Column, int Rows, int Nulls, bool HasDictionary, int DataAt, int Length, long Plain, byte[]? Least, byte[]? Most)
{
    private const int PlainCode = 0, Runs = 3, Indices = 8, Gzip = 2;

    /// <summary>Writes it as a list's element (parquet.thrift, ColumnChunk with ColumnMetaData).</summary>
    /// <param name="to">Where to.</param>
    /// <param name="at">Where the chunk begins in the file.</param>
    internal void Write(CompactWriter to, long at)
    {
        to.Begin();
        to.Int64(2, 0); // file_offset: deprecated, 0
        to.Begin(3);
        to.Int32(1, ParquetSchema.PhysicalType(Column.Kind));
        to.List(2, CompactWriter.Element.Int32, HasDictionary ? 3 : 2);
        to.Item(PlainCode);
        to.Item(Runs);
        if (HasDictionary) to.Item(Indices);
        to.List(3, CompactWriter.Element.Text, 1);
        to.Item(Column.Name);
        to.Int32(4, Gzip);
        to.Int64(5, Rows);
        to.Int64(6, Plain);
        to.Int64(7, Length);
        to.Int64(9, at + DataAt);
        if (HasDictionary) to.Int64(11, at);
        to.Begin(12);
        to.Int64(3, Nulls);
        if (Most is not null) to.Bytes(5, Most);
        if (Least is not null) to.Bytes(6, Least);
        to.End();
        to.End();
        to.End();
    }
}
