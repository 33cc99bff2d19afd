namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>Codes a column of doubles as two columns of numbers, bit for bit.</summary>
internal static class ValueColumn
{
    /// <summary>Codes the cells, in place.</summary>
    internal static void Code(ColumnCoder columns, string name, double[] cells)
    {
        if (cells.Length == 0) return;
        var scale = CodeScale(columns, name, columns.Coder.Reading ? 0 : DecimalScale.Of(cells));
        var numbers = new long[cells.Length];
        var distances = new long[cells.Length];
        if (!columns.Coder.Reading)
        {
            for (var i = 0; i < cells.Length; i++) (numbers[i], distances[i]) = DecimalScale.Split(cells[i], scale);
        }

        NumberColumn.Code(columns, name, numbers);
        if (scale != DecimalScale.Raw) NumberColumn.Code(columns, "~" + name, distances, alone: true);
        if (!columns.Coder.Reading) return;
        for (var i = 0; i < cells.Length; i++) cells[i] = DecimalScale.Join(numbers[i], distances[i], scale);
    }

    private static int CodeScale(ColumnCoder columns, string name, int scale)
    {
        var (coder, memory) = (columns.Coder, columns.Memory);
        if (memory.Scale(name) is { } usual && memory.Flag("%" + name).Code(coder, scale == usual)) return usual;
        var coded = memory.Numbers("%").Code(coder, scale, 0, [], out _);
        if (coded is < DecimalScale.Raw or > DecimalScale.Largest) throw new ChunkCorruptException("A column of the chunk has a scale that is none.");
        memory.Remember(name, (int)coded);
        return (int)coded;
    }
}
