using ServerlessIot.Domain.Archive.Columns.Coding;
using ServerlessIot.Domain.Archive.Columns.Rows;

namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>What was learned of each column, by the column's name. A chunk starts with what the chunks before it have learned, or with nothing.</summary>
internal sealed class Memory
{
    private Memory? _before;
    private CharacterModel? _characters;
    private readonly Dictionary<string, NumberStream> _numbers = [];
    private readonly Dictionary<string, TextStream> _texts = [];
    private readonly Dictionary<string, Flag> _flags = [];
    private readonly Dictionary<string, string[]> _references = [];
    private readonly Dictionary<string, int> _scales = [];
    private readonly Dictionary<string, long> _units = [];

    /// <summary>A memory that goes on from another, which stays as it is.</summary>
    internal Memory(Memory? before)
    {
        _before = before;
        Layout = before?.Layout;
    }

    /// <summary>Characters of new texts of every column.</summary>
    internal CharacterModel Characters => _characters ??= _before?._characters?.Copy() ?? new CharacterModel();

    /// <summary>The last layout; null when there was none.</summary>
    internal RowLayout? Layout { get; set; }

    /// <summary>When writing: the columns that other columns had better follow; null to choose by what the chunk's rows say.</summary>
    internal ReferenceVotes? Hints { get; init; }

    /// <summary>When writing: takes part in choosing <see cref="Hints"/>.</summary>
    internal ReferenceVotes? Votes { get; init; }

    internal NumberStream Numbers(string column) => Get(_numbers, _before?._numbers, column, stream => stream.Copy(), () => new NumberStream());

    internal TextStream Texts(string column) => Get(_texts, _before?._texts, column, stream => stream.Copy(), () => new TextStream());

    internal Flag Flag(string column) => Get(_flags, _before?._flags, column, flag => flag.Copy(), () => new Flag());

    /// <summary>Columns that helped to predict this one; null when it was never coded.</summary>
    internal string[]? References(string column) => _references.GetValueOrDefault(column) ?? _before?.References(column);

    internal void Remember(string column, string[] references) => _references[column] = references;

    /// <summary>The scale of the column's values; null when it was never coded.</summary>
    internal int? Scale(string column) => _scales.TryGetValue(column, out var scale) ? scale : _before?.Scale(column);

    internal void Remember(string column, int scale) => _scales[column] = scale;

    /// <summary>The step in which the column's numbers differ; 1 when it was never coded.</summary>
    internal long Unit(string column) => _units.TryGetValue(column, out var unit) ? unit : _before?.Unit(column) ?? 1;

    internal void Remember(string column, long unit) => _units[column] = unit;

    /// <summary>Takes over what the memory before knows of columns that this one has not met, and lets go of it.</summary>
    internal Memory Alone()
    {
        if (_before is null) return this;
        _characters ??= _before._characters;
        Take(_numbers, _before._numbers);
        Take(_texts, _before._texts);
        Take(_flags, _before._flags);
        Take(_references, _before._references);
        Take(_scales, _before._scales);
        Take(_units, _before._units);
        _before = null;
        return this;
    }

    private static void Take<T>(Dictionary<string, T> own, Dictionary<string, T> before)
    {
        foreach (var (column, learned) in before) own.TryAdd(column, learned);
    }

    private static T Get<T>(Dictionary<string, T> own, Dictionary<string, T>? before, string column, Func<T, T> copy, Func<T> create)
    {
        if (own.TryGetValue(column, out var found)) return found;
        return own[column] = before is not null && before.TryGetValue(column, out var earlier) ? copy(earlier) : create();
    }
}
