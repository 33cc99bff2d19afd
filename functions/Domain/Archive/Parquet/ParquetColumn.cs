using System.Buffers;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>A column and its cells of one row group.</summary>
internal abstract class ParquetColumn(string name, ParquetKind kind, bool optional)
{
    // A bit for each row that has a cell, up to the last of them: a thousand columns that hardly any row has take little.
    private byte[] marks = [];

    /// <summary>Name in the schema.</summary>
    internal string Name => name;

    /// <summary>What it holds.</summary>
    internal ParquetKind Kind => kind;

    /// <summary>Whether rows may lack it.</summary>
    internal bool Optional => optional;

    /// <summary>Bytes that the cells take in memory, about.</summary>
    internal long Size => marks.Length + CellSize;

    /// <summary>Bytes that the cells' values take.</summary>
    protected abstract long CellSize { get; }

    /// <summary>Cells that are there.</summary>
    protected int Cells { get; private set; }

    /// <summary>Entries of the dictionary; 0 = the cells are to be written plain.</summary>
    protected abstract int Entries { get; }

    /// <summary>
    /// Appends the column chunk (parquet-format README, "Column chunks" and "Data Pages"): a dictionary page where it has one, and one data page, version 1.
    /// </summary>
    /// <param name="to">Where to.</param>
    /// <param name="page">What a page is put together in.</param>
    /// <param name="rows">Rows of the row group.</param>
    internal ParquetChunk Write(ByteWriter to, ByteWriter page, int rows)
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
        if (optional) WriteLevels(page, rows);
        WriteCells(page);
        plain += PageCompressor.Data(to, page.Written, rows, dictionary > 0);
        return new ParquetChunk(this, rows, rows - Cells, dictionary > 0, data, to.Length - start, plain, Least, Most);
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
        if (row / 8 >= marks.Length) Array.Resize(ref marks, Math.Max((row / 8) + 1, marks.Length * 2));
        marks[row / 8] |= (byte)(1 << (row % 8));
    }

    /// <summary>Appends the dictionary's entries, plain.</summary>
    protected abstract void WriteDictionary(ByteWriter to);

    /// <summary>Appends the cells that are there: plain, or bit width and indices.</summary>
    protected abstract void WriteCells(ByteWriter to);

    // Definition levels: 1 = there, 0 = null; in data pages of version 1 behind their length in 4 bytes.
    private void WriteLevels(ByteWriter page, int rows)
    {
        var levels = ArrayPool<int>.Shared.Rent(rows);
        for (var row = 0; row < rows; row++) levels[row] = row / 8 < marks.Length ? (marks[row / 8] >> (row % 8)) & 1 : 0;
        var runs = new ByteWriter();
        HybridRuns.Write(runs, levels.AsSpan(0, rows), bitWidth: 1);
        ArrayPool<int>.Shared.Return(levels);
        PlainValues.Int32(page, runs.Length);
        page.Raw(runs.Written.Span);
    }
}
