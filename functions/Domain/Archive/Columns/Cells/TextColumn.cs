using ServerlessIot.Domain.Archive.Columns.Coding;

namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>Codes a column of texts: whether all are the same, then text by text.</summary>
internal static class TextColumn
{
    /// <summary>A column with at most so many different texts is coded with its texts as they are.</summary>
    private const int Few = 16;

    /// <summary>Codes the cells, in place.</summary>
    internal static void Code(ColumnCoder columns, string name, string[] cells)
    {
        if (cells.Length == 0) return;
        var (coder, memory) = (columns.Coder, columns.Memory);
        var stream = memory.Texts(name);
        var literal = !coder.Reading && AreFew(cells);
        var same = memory.Flag("=" + name).Code(coder, !coder.Reading && Array.TrueForAll(cells, cell => cell == cells[0]));
        if (same)
        {
            Array.Fill(cells, Code(columns, stream, cells[0], literal: !coder.Reading && stream.Knows(TextPattern.Literal(cells[0]))));
            return;
        }

        for (var i = 0; i < cells.Length; i++) cells[i] = Code(columns, stream, cells[i], literal);
    }

    private static string Code(ColumnCoder columns, TextStream stream, string text, bool literal)
    {
        var pattern = columns.Coder.Reading ? "" : literal ? TextPattern.Literal(text) : TextPattern.Of(text);
        return stream.Code(columns.Coder, columns.Memory.Characters, columns.Budget, pattern, text);
    }

    private static bool AreFew(string[] cells)
    {
        var different = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            if (different.Add(cell) && (different.Count > Few || different.Count * 4 > cells.Length)) return false;
        }

        return true;
    }
}
