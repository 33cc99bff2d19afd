using ServerlessIot.Domain.Archive.Columns.Coding;

namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>Codes a column of numbers: whether all are the same, the columns it follows, then number by number.</summary>
internal static class NumberColumn
{
    /// <summary>Columns that a column follows at most.</summary>
    internal const int MostReferences = 2;

    /// <summary>Codes the cells, in place.</summary>
    /// <param name="columns">The chunk.</param>
    /// <param name="name">The column.</param>
    /// <param name="cells">Its numbers; any when reading.</param>
    /// <param name="alone">Whether it follows no other column, and none follows it.</param>
    internal static void Code(ColumnCoder columns, string name, long[] cells, bool alone = false)
    {
        if (cells.Length == 0) return;
        var (coder, memory) = (columns.Coder, columns.Memory);
        var stream = memory.Numbers(name);
        var same = memory.Flag("=" + name).Code(coder, cells.AsSpan().IndexOfAnyExcept(cells[0]) < 0);
        if (same)
        {
            Array.Fill(cells, stream.Code(coder, cells[0], 0, [], out _));
            return;
        }

        // What repeats is taken out: pedals that move in steps of 0.4 %, readings every five minutes.
        var (unit, rest) = CodeUnit(columns, name, cells);
        for (var i = 0; i < cells.Length && unit > 1; i++) cells[i] = (cells[i] - rest) / unit;
        CodeOneByOne(columns, name, cells, stream, full: !alone && cells.Length == columns.Rows);
        for (var i = 0; i < cells.Length && unit > 1; i++) cells[i] = (cells[i] * unit) + rest;
    }

    private static void CodeOneByOne(ColumnCoder columns, string name, long[] cells, NumberStream stream, bool full)
    {
        var references = full ? CodeReferences(columns, name, cells) : [];
        var beside = references.Length > 0 ? references[0] : full ? columns.Last : null;
        var surprises = new long[cells.Length];
        Span<double> steps = stackalloc double[2 * MostReferences];
        steps = steps[..(2 * references.Length)];
        stream.Use(references.Length);
        for (var i = 0; i < cells.Length; i++)
        {
            for (var r = 0; r < references.Length; r++)
            {
                var numbers = references[r].Numbers;
                steps[2 * r] = i > 0 ? (double)(numbers[i] - numbers[i - 1]) : 0;
                steps[(2 * r) + 1] = i > 1 ? (double)(numbers[i - 1] - numbers[i - 2]) : 0;
            }

            cells[i] = stream.Code(columns.Coder, cells[i], beside is null ? 0 : beside.Surprises[i], steps, out surprises[i]);
        }

        if (full) columns.Add(new FullColumn(name, cells, surprises));
    }

    private static (long Unit, long Left) CodeUnit(ColumnCoder columns, string name, long[] cells)
    {
        var (coder, memory) = (columns.Coder, columns.Memory);
        var usual = memory.Unit(name);
        var unit = coder.Reading ? 1 : CommonUnit.Of(cells, usual);
        if (!memory.Flag("/" + name).Code(coder, unit == usual))
        {
            unit = memory.Numbers("/").Code(coder, unit, 0, [], out _);
            if (unit < 1) throw new ChunkCorruptException("A column of the chunk has a unit that is none.");
            memory.Remember(name, unit);
        }
        else
        {
            unit = usual;
        }

        var rest = unit == 1 ? 0 : memory.Numbers("+" + name).Code(coder, CommonUnit.Rest(cells[0], unit), 0, [], out _);
        return (unit, rest);
    }

    private static FullColumn[] CodeReferences(ColumnCoder columns, string name, long[] cells)
    {
        var (coder, memory) = (columns.Coder, columns.Memory);
        var known = memory.References(name);
        var usual = known is null ? null : columns.Find(known);
        var chosen = coder.Reading ? [] : memory.Hints?.Of(name, columns) ?? usual ?? References.Choose(columns.Full, cells);
        if (usual is not null && memory.Flag("&" + name).Code(coder, usual.AsSpan().SequenceEqual(chosen))) return usual;

        var numbers = memory.Numbers("&");
        var count = (int)Math.Clamp(numbers.Code(coder, chosen.Length, 0, [], out _), 0, MostReferences);
        if (coder.Reading) chosen = new FullColumn[count];
        for (var i = 0; i < count; i++)
        {
            // The column before this one is 0.
            var back = numbers.Code(coder, coder.Reading ? 0 : columns.Full.Count - 1 - columns.Full.IndexOf(chosen[i]), 0, [], out _);
            if (back < 0 || back >= columns.Full.Count) throw new ChunkCorruptException("A column of the chunk follows one that is not there.");
            chosen[i] = columns.Full[columns.Full.Count - 1 - (int)back];
        }

        // Where the usual ones are not there, this is an exception.
        if (known is null || usual is not null) memory.Remember(name, Array.ConvertAll(chosen, column => column.Name));
        memory.Votes?.Add(name, chosen);
        return chosen;
    }
}
