namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Columns of one kind. A column has a cell for each row whose shape has it.</summary>
internal sealed class CellSet<T>
{
    private readonly T[][] _cells;
    private readonly int[] _next;

    /// <summary>Empty cells.</summary>
    /// <param name="columns">How many columns.</param>
    /// <param name="shapes">For each shape, its columns.</param>
    /// <param name="rows">For each shape, how many rows have it.</param>
    internal CellSet(int columns, IEnumerable<int[]> shapes, int[] rows)
    {
        var counts = new int[columns];
        foreach (var (places, count) in shapes.Zip(rows))
        {
            foreach (var place in places) counts[place] += count;
        }

        _cells = Array.ConvertAll(counts, count => new T[count]);
        _next = new int[columns];
    }

    /// <summary>The cells of one column.</summary>
    internal T[] this[int column] => _cells[column];

    /// <summary>The column's next cell: rows are walked from the first to the last.</summary>
    internal ref T Next(int column) => ref _cells[column][_next[column]++];
}
