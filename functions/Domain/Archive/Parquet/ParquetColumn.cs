using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>A column and its cells of the row group that is being gathered.</summary>
internal abstract class ParquetColumn(string name, ParquetKind kind, bool optional)
{
    private readonly ByteWriter page = new();
    private int[] levels = new int[64];

    /// <summary>Name in the schema.</summary>
    internal string Name => name;

    /// <summary>What it holds.</summary>
    internal ParquetKind Kind => kind;

    /// <summary>Whether rows may lack it.</summary>
    internal bool Optional => optional;

    /// <summary>Bytes that the cells take in memory, about.</summary>
    internal abstract long Size { get; }

    /// <summary>Cells that are there.</summary>
    protected int Cells { get; private set; }

    /// <summary>Entries of the dictionary; 0 = the cells are to be written plain.</summary>
    protected abstract int Entries { get; }

    /// <summary>
    /// Appends the column chunk (parquet-format README, "Column chunks" and "Data Pages"): a dictionary page where it has one, and one data page, version 1;
    /// and forgets the cells.
    /// </summary>
    internal ParquetChunk Take(ByteWriter to, int rows)
    {
        var (start, dictionary) = (to.Length, Entries);
        long plain = 0;
        if (dictionary > 0)
        {
            page.Clear();
            WriteDictionary(page);
            plain += PageCompressor.Dictionary(to, page.Written, dictionary);
        }

        var data = to.Length - start;
        page.Clear();
        if (optional) WriteLevels(rows);
        WriteCells(page);
        plain += PageCompressor.Data(to, page.Written, rows, dictionary > 0);
        var chunk = new ParquetChunk(this, rows, rows - Cells, dictionary > 0, data, to.Length - start, plain, Least, Most);
        Array.Clear(levels, 0, Math.Min(rows, levels.Length));
        Cells = 0;
        Clear();
        return chunk;
    }

    /// <summary>Least value, plain; null = not known.</summary>
    protected virtual byte[]? Least => null;

    /// <summary>Greatest value, plain; null = not known.</summary>
    protected virtual byte[]? Most => null;

    /// <summary>Notes that a row has a cell. Rows go up.</summary>
    protected void Mark(int row)
    {
        Cells++;
        if (!optional) return;
        if (row >= levels.Length) Array.Resize(ref levels, Math.Max(row + 1, levels.Length * 2));
        levels[row] = 1;
    }

    /// <summary>Appends the dictionary's entries, plain.</summary>
    protected abstract void WriteDictionary(ByteWriter to);

    /// <summary>Appends the cells that are there: plain, or bit width and indices.</summary>
    protected abstract void WriteCells(ByteWriter to);

    /// <summary>Forgets the cells.</summary>
    protected abstract void Clear();

    // Definition levels: 1 = there, 0 = null; in data pages of version 1 behind their length in 4 bytes.
    private void WriteLevels(int rows)
    {
        if (rows > levels.Length) Array.Resize(ref levels, rows);
        var runs = new ByteWriter();
        HybridRuns.Write(runs, levels.AsSpan(0, rows), bitWidth: 1);
        PlainValues.Int32(page, runs.Length);
        page.Raw(runs.Written.Span);
    }
}
