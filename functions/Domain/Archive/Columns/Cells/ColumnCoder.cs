using ServerlessIot.Domain.Archive.Columns.Coding;

namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>What the columns of one chunk share while they are coded.</summary>
/// <param name="coder">Writes or reads.</param>
/// <param name="memory">What was learned.</param>
/// <param name="rows">Rows of the chunk.</param>
internal sealed class ColumnCoder(BinaryCoder coder, Memory memory, int rows)
{
    private readonly Dictionary<string, FullColumn> _byName = [];

    internal BinaryCoder Coder { get; } = coder;

    internal Memory Memory { get; } = memory;

    internal int Rows { get; } = rows;

    internal TextBudget Budget { get; } = new();

    /// <summary>Columns that later ones may follow, as they came.</summary>
    internal List<FullColumn> Full { get; } = [];

    /// <summary>The last of them.</summary>
    internal FullColumn? Last => Full.Count > 0 ? Full[^1] : null;

    internal void Add(FullColumn column)
    {
        Full.Add(column);
        _byName[column.Name] = column;
    }

    /// <summary>The columns of these names; null when one is not there.</summary>
    internal FullColumn[]? Find(string[] names)
    {
        var found = new FullColumn[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!_byName.TryGetValue(names[i], out found[i]!)) return null;
        }

        return found;
    }
}
