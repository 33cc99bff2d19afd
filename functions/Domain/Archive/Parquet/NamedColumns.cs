namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>The columns of measures, or of attributes, by their names.</summary>
internal sealed class NamedColumns<T>
    where T : notnull
{
    private readonly Dictionary<string, int> places = [];
    private readonly ParquetColumnOf<T>[] columns;
    private readonly int[] lastRows;

    internal NamedColumns(IReadOnlyList<string> names, Func<string, ParquetColumnOf<T>> column)
    {
        columns = [.. names.Select(column)];
        lastRows = new int[columns.Length];
        lastRows.AsSpan().Fill(-1);
        for (var i = 0; i < columns.Length; i++) places.Add(names[i], i);
    }

    /// <summary>The columns.</summary>
    internal IReadOnlyList<ParquetColumn> All => columns;

    /// <summary>Adds a row's value; false when its name has no column, or has a value in this row already.</summary>
    internal bool TryAdd(int row, string name, T value)
    {
        if (!places.TryGetValue(name, out var place) || lastRows[place] == row) return false;
        lastRows[place] = row;
        columns[place].Add(row, value);
        return true;
    }
}
