using ServerlessIot.Domain.Archive.Columns.Cells;
using ServerlessIot.Domain.Archive.Columns.Coding;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>The measures and attributes of a chunk's rows, and which of them a row has. A name that a row has twice is listed twice.</summary>
/// <param name="Measures">Names of the measures.</param>
/// <param name="Attributes">Names of the attributes.</param>
/// <param name="Shapes">The different rows.</param>
internal sealed record RowLayout(List<string> Measures, List<string> Attributes, List<RowShape> Shapes)
{
    /// <summary>Names of one kind that a chunk has at most.</summary>
    internal const int MostNames = 2_048;

    /// <summary>Shapes that a chunk has at most.</summary>
    internal const int MostShapes = 4_096;

    /// <summary>Places in all shapes at most.</summary>
    internal const int MostPlaces = 1 << 20;

    /// <summary>Whether a chunk can have it.</summary>
    internal bool Fits => Measures.Count <= MostNames && Attributes.Count <= MostNames && Shapes.Count <= MostShapes
        && Shapes.Sum(shape => shape.Measures.Length + shape.Attributes.Length) <= MostPlaces;

    /// <summary>Whether two layouts are the same.</summary>
    internal static bool Same(RowLayout left, RowLayout right)
        => left.Measures.SequenceEqual(right.Measures) && left.Attributes.SequenceEqual(right.Attributes) && left.Shapes.SequenceEqual(right.Shapes);

    /// <summary>Codes a layout, or that it is the last one.</summary>
    internal static RowLayout Code(ColumnCoder columns, RowLayout? layout)
    {
        var (coder, memory) = (columns.Coder, columns.Memory);
        if (memory.Layout is { } last && memory.Flag("layout").Code(coder, layout is not null && Same(layout, last))) return last;
        var measures = CodeNames(columns, "measures", layout?.Measures);
        var attributes = CodeNames(columns, "attributes", layout?.Attributes);
        var shapes = CodeShapes(columns, layout, measures.Count, attributes.Count);
        return memory.Layout = new RowLayout(measures, attributes, shapes);
    }

    private static List<string> CodeNames(ColumnCoder columns, string kind, List<string>? names)
    {
        var (coder, memory) = (columns.Coder, columns.Memory);
        var cells = new string[Count(columns, names?.Count ?? 0, MostNames)];
        names?.CopyTo(cells);
        var stream = memory.Texts(kind);
        for (var i = 0; i < cells.Length; i++)
            cells[i] = stream.Code(coder, memory.Characters, columns.Budget, coder.Reading ? "" : TextPattern.Literal(cells[i]), cells[i]);
        return [.. cells];
    }

    private static List<RowShape> CodeShapes(ColumnCoder columns, RowLayout? layout, int measures, int attributes)
    {
        var shapes = new RowShape[Count(columns, layout?.Shapes.Count ?? 0, MostShapes)];
        var left = MostPlaces;
        for (var i = 0; i < shapes.Length; i++)
        {
            var shape = layout?.Shapes[i];
            var has = Count(columns, (int)(shape?.Has ?? 0), 7);
            shapes[i] = new RowShape(CodePlaces(columns, shape?.Measures, measures, ref left), CodePlaces(columns, shape?.Attributes, attributes, ref left), (RowParts)has);
        }

        return [.. shapes];
    }

    private static int[] CodePlaces(ColumnCoder columns, int[]? places, int names, ref int left)
    {
        var coded = new int[Count(columns, places?.Length ?? 0, Math.Min(left, MostNames))];
        left -= coded.Length;
        var expected = 0;
        for (var i = 0; i < coded.Length; i++)
        {
            var place = expected + columns.Memory.Numbers("place").Code(columns.Coder, (places?[i] ?? 0) - expected, 0, [], out _);
            if (place < 0 || place >= names) throw new ChunkCorruptException("A row of the chunk has a column that is not there.");
            coded[i] = (int)place;
            expected = (int)place + 1;
        }

        return coded;
    }

    private static int Count(ColumnCoder columns, int count, int most)
    {
        var coded = columns.Memory.Numbers("count").Code(columns.Coder, count, 0, [], out _);
        return coded >= 0 && coded <= most ? (int)coded : throw new ChunkCorruptException("A count in the chunk is out of range.");
    }
}
