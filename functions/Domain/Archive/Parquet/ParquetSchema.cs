namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>The footer's schema: a root and flat columns (parquet.thrift, SchemaElement; LogicalTypes.md, "STRING" and "TIMESTAMP").</summary>
internal static class ParquetSchema
{
    private const int Required = 0, Optional = 1, Utf8 = 0, TimestampMillis = 9;

    /// <summary>parquet.thrift, Type.</summary>
    internal static int PhysicalType(ParquetKind kind) => kind switch
    {
        ParquetKind.Int32 => 1,
        ParquetKind.Time => 2,
        ParquetKind.Double => 5,
        _ => 6,
    };

    /// <summary>Writes the list's elements.</summary>
    internal static void Write(CompactWriter to, IReadOnlyList<ParquetColumn> columns)
    {
        to.Begin();
        to.Text(4, "event");
        to.Int32(5, columns.Count);
        to.End();
        foreach (var column in columns)
        {
            to.Begin();
            to.Int32(1, PhysicalType(column.Kind));
            to.Int32(3, column.Optional ? Optional : Required);
            to.Text(4, column.Name);
            if (column.Kind == ParquetKind.Text) WriteText(to);
            if (column.Kind == ParquetKind.Time) WriteTime(to);
            to.End();
        }
    }

    private static void WriteText(CompactWriter to)
    {
        to.Int32(6, Utf8);
        to.Begin(10);
        to.Empty(1);
        to.End();
    }

    private static void WriteTime(CompactWriter to)
    {
        to.Int32(6, TimestampMillis);
        to.Begin(10);
        to.Begin(8);
        to.Yes(1);
        to.Begin(2);
        to.Empty(1);
        to.End();
        to.End();
        to.End();
    }
}
