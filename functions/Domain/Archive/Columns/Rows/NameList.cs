namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Names in the order in which they came. A name that one row has twice gets a second place.</summary>
internal sealed class NameList
{
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly List<int> _row = [];
    private int _next;

    internal NameList(List<string>? names)
    {
        foreach (var name in names ?? []) Append(name);
    }

    internal List<string> Names { get; } = [];

    /// <summary>Another row follows.</summary>
    internal void Begin()
    {
        _row.Clear();
        _next = 0;
    }

    /// <summary>The place of the row's next name.</summary>
    internal int PlaceOf(string name)
    {
        // Most rows have their names in the list's order.
        var place = _next < Names.Count && Names[_next] == name && !_row.Contains(_next) ? _next : Search(name);
        _row.Add(place);
        _next = place + 1;
        return place;
    }

    private int Search(string name)
    {
        if (_places.TryGetValue(name, out var places))
        {
            foreach (var place in places)
            {
                if (!_row.Contains(place)) return place;
            }
        }

        return Append(name);
    }

    private int Append(string name)
    {
        if (!_places.TryGetValue(name, out var places)) _places[name] = places = [];
        places.Add(Names.Count);
        Names.Add(name);
        return Names.Count - 1;
    }
}
