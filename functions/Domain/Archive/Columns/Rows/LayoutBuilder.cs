using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Finds the layout of rows, and the shape of each. Goes on from the last layout, which is kept where it has all that the rows need.</summary>
internal sealed class LayoutBuilder
{
    private readonly NameList _measures;
    private readonly NameList _attributes;
    private readonly Dictionary<RowShape, int> _shapes = [];

    /// <summary>A builder that starts with a layout, or with none.</summary>
    internal LayoutBuilder(RowLayout? last)
    {
        _measures = new NameList(last?.Measures);
        _attributes = new NameList(last?.Attributes);
        foreach (var shape in last?.Shapes ?? []) _shapes.Add(shape, _shapes.Count);
    }

    /// <summary>The layout of all rows so far.</summary>
    internal RowLayout Layout => new(_measures.Names, _attributes.Names, [.. _shapes.Keys]);

    /// <summary>Whether the names and shapes so far are few enough.</summary>
    internal bool Fits => _measures.Names.Count <= RowLayout.MostNames && _attributes.Names.Count <= RowLayout.MostNames && _shapes.Count <= RowLayout.MostShapes;

    /// <summary>The place of the row's shape in the layout.</summary>
    internal int Add(DeviceEvent row)
    {
        var has = row.Status is null ? RowParts.None : RowParts.Status;
        if (row.Position is { } position) has |= position.Altitude is null ? RowParts.Position : RowParts.Position | RowParts.Altitude;
        var shape = new RowShape(Places(_measures, row.Measurements, item => item.Name), Places(_attributes, row.Attributes, item => item.Key), has);
        if (_shapes.TryGetValue(shape, out var place)) return place;
        _shapes.Add(shape, _shapes.Count);
        return _shapes.Count - 1;
    }

    private static int[] Places<T>(NameList names, IReadOnlyList<T> items, Func<T, string> name)
    {
        var places = new int[items.Count];
        names.Begin();
        for (var i = 0; i < places.Length; i++) places[i] = names.PlaceOf(name(items[i]));
        return places;
    }
}
