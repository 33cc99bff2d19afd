using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Turns a table that was read into rows.</summary>
internal static class TableToRows
{
    /// <summary>The rows.</summary>
    /// <exception cref="ChunkCorruptException">A number is out of its range.</exception>
    internal static DeviceEvent[] Turn(RowTable table)
    {
        var rows = new DeviceEvent[table.Rows];
        var ids = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var kind = (EventIdKind)Int(table.IdKind[i]);
            var row = Row(table, i, kind == EventIdKind.Own ? table.Ids[ids++] : "");
            rows[i] = EventIdKinds.IdOf(kind, row) is { } id ? row with { Id = id } : row;
        }

        return rows;
    }

    private static DeviceEvent Row(RowTable table, int i, string id)
    {
        var layout = table.Layout!;
        var shape = layout.Shapes[(int)table.Shape[i]];
        var measurements = new Measurement[shape.Measures.Length];
        for (var m = 0; m < measurements.Length; m++) measurements[m] = new Measurement(layout.Measures[shape.Measures[m]], table.Measures.Next(shape.Measures[m]));
        var attributes = shape.Attributes.Length == 0 ? [] : new KeyValuePair<string, string>[shape.Attributes.Length];
        for (var a = 0; a < attributes.Length; a++) attributes[a] = KeyValuePair.Create(layout.Attributes[shape.Attributes[a]], table.Attributes.Next(shape.Attributes[a]));
        return new DeviceEvent
        {
            Id = id,
            Tenant = table.Tenant[0],
            Device = table.Device[0],
            Type = table.Type[i],
            Time = table.Time[i],
            Arrived = table.Time[i] + table.Delay[i],
            Measurements = measurements,
            Attributes = attributes,
            Position = Place(table, shape.Has),
            Status = shape.Has.HasFlag(RowParts.Status) ? table.Status.Next(0) : null,
            Origin = new Origin(Int(table.Epoch[i]), Int(table.Partition[i]), table.Offset[i], Int(table.Index[i])),
            Schema = Int(table.Schema[i]),
        };
    }

    private static Position? Place(RowTable table, RowParts has)
    {
        if (!has.HasFlag(RowParts.Position) && !has.HasFlag(RowParts.Altitude)) return null;
        var (latitude, longitude) = (table.Places.Next(RowTable.Latitude), table.Places.Next(RowTable.Longitude));
        return new Position(latitude, longitude, has.HasFlag(RowParts.Altitude) ? table.Places.Next(RowTable.Altitude) : null);
    }

    private static int Int(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new ChunkCorruptException("A number in the chunk is out of range.");
}
