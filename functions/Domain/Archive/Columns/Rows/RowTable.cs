using ServerlessIot.Domain.Archive.Columns.Cells;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>The rows of a chunk, turned into columns. The same method writes and reads them.</summary>
internal sealed class RowTable(int rows)
{
    internal const int Latitude = 0;
    internal const int Longitude = 1;
    internal const int Altitude = 2;

    /// <summary>Measurements and attributes of a chunk at most.</summary>
    internal const int MostCells = 1 << 23;

    internal int Rows { get; } = rows;

    internal string[] Tenant { get; } = new string[1];

    internal string[] Device { get; } = new string[1];

    internal string[] Type { get; } = new string[rows];

    internal long[] Shape { get; } = new long[rows];

    internal long[] Schema { get; } = new long[rows];

    internal long[] Epoch { get; } = new long[rows];

    internal long[] Partition { get; } = new long[rows];

    internal long[] Offset { get; } = new long[rows];

    internal long[] Index { get; } = new long[rows];

    internal long[] Time { get; } = new long[rows];

    /// <summary>Arrival less time, milliseconds.</summary>
    internal long[] Delay { get; } = new long[rows];

    /// <summary>See <see cref="EventIdKind"/>.</summary>
    internal long[] IdKind { get; } = new long[rows];

    /// <summary>Ids of the rows that have one of their own.</summary>
    internal string[] Ids { get; set; } = [];

    internal RowLayout? Layout { get; set; }

    internal CellSet<double> Measures { get; private set; } = null!;

    internal CellSet<string> Attributes { get; private set; } = null!;

    /// <summary>Latitudes, longitudes, altitudes.</summary>
    internal CellSet<double> Places { get; private set; } = null!;

    internal CellSet<string> Status { get; private set; } = null!;

    /// <summary>Makes room for the cells that layout and shapes ask for.</summary>
    /// <exception cref="ChunkCorruptException">A row has a shape that is not there, or the cells are too many.</exception>
    internal void Allocate(RowLayout layout)
    {
        var counts = new int[layout.Shapes.Count];
        foreach (var shape in Shape)
        {
            if (shape < 0 || shape >= counts.Length) throw new ChunkCorruptException("A row of the chunk has a shape that is not there.");
            counts[shape]++;
        }

        if (CellsOf(layout, counts) > MostCells) throw new ChunkCorruptException("The chunk has too many cells.");
        Measures = new CellSet<double>(layout.Measures.Count, layout.Shapes.Select(shape => shape.Measures), counts);
        Attributes = new CellSet<string>(layout.Attributes.Count, layout.Shapes.Select(shape => shape.Attributes), counts);
        Places = new CellSet<double>(3, layout.Shapes.Select(PlacesOf), counts);
        Status = new CellSet<string>(1, layout.Shapes.Select(StatusOf), counts);
    }

    /// <summary>Measurements and attributes of rows whose shapes come so often.</summary>
    internal static long CellsOf(RowLayout layout, int[] counts)
        => layout.Shapes.Zip(counts).Sum(pair => (long)pair.Second * (pair.First.Measures.Length + pair.First.Attributes.Length));

    /// <summary>Codes all columns, in place.</summary>
    internal void Code(ColumnCoder columns)
    {
        TextColumn.Code(columns, "tenant", Tenant);
        TextColumn.Code(columns, "device", Device);
        TextColumn.Code(columns, "type", Type);
        Layout = RowLayout.Code(columns, Layout);
        NumberColumn.Code(columns, "shape", Shape, alone: true);
        if (columns.Coder.Reading) Allocate(Layout);
        NumberColumn.Code(columns, "schema", Schema, alone: true);
        NumberColumn.Code(columns, "epoch", Epoch, alone: true);
        NumberColumn.Code(columns, "partition", Partition, alone: true);
        NumberColumn.Code(columns, "index", Index, alone: true);
        NumberColumn.Code(columns, "time", Time);
        NumberColumn.Code(columns, "delay", Delay);
        NumberColumn.Code(columns, "offset", Offset);
        for (var i = 0; i < Layout.Measures.Count; i++) ValueColumn.Code(columns, "m." + Layout.Measures[i], Measures[i]);
        DeadReckoning.Add(columns);
        ValueColumn.Code(columns, "latitude", Places[Latitude]);
        ValueColumn.Code(columns, "longitude", Places[Longitude]);
        ValueColumn.Code(columns, "altitude", Places[Altitude]);
        TextColumn.Code(columns, "status", Status[0]);
        for (var i = 0; i < Layout.Attributes.Count; i++) TextColumn.Code(columns, "a." + Layout.Attributes[i], Attributes[i]);
        NumberColumn.Code(columns, "kind", IdKind, alone: true);
        if (columns.Coder.Reading) Ids = new string[IdKind.AsSpan().Count((long)EventIdKind.Own)];
        TextColumn.Code(columns, "id", Ids);
    }

    private static int[] StatusOf(RowShape shape) => shape.Has.HasFlag(RowParts.Status) ? [0] : [];

    private static int[] PlacesOf(RowShape shape)
    {
        if (shape.Has.HasFlag(RowParts.Altitude)) return [Latitude, Longitude, Altitude];
        return shape.Has.HasFlag(RowParts.Position) ? [Latitude, Longitude] : [];
    }
}
