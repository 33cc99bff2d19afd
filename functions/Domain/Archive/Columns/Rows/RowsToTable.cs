using ServerlessIot.Domain.Archive.Columns.Coding;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Turns rows into a table.</summary>
internal static class RowsToTable
{
    /// <summary>The table; null when the rows are too different from each other, or too large, for columns.</summary>
    internal static RowTable? Turn(IReadOnlyList<DeviceEvent> rows, RowLayout? last)
    {
        var table = new RowTable(rows.Count);
        var builder = new LayoutBuilder(last);
        long cells = 0, text = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            table.Shape[i] = builder.Add(rows[i]);
            cells += rows[i].Measurements.Count + rows[i].Attributes.Count;
            if (!builder.Fits || cells > RowTable.MostCells || (text += TextOf(rows[i])) > TextBudget.Most / 2) return null;
        }

        table.Layout = builder.Layout;
        if (!table.Layout.Fits) return null;
        table.Allocate(table.Layout);
        table.Tenant[0] = rows[0].Tenant;
        table.Device[0] = rows[0].Device;
        var ids = new List<string>();
        for (var i = 0; i < rows.Count; i++)
        {
            Put(table, i, rows[i]);
            if (table.IdKind[i] == (long)EventIdKind.Own) ids.Add(rows[i].Id);
        }

        table.Ids = [.. ids];
        return table;
    }

    private static void Put(RowTable table, int i, DeviceEvent row)
    {
        table.Type[i] = row.Type;
        table.Schema[i] = row.Schema;
        (table.Epoch[i], table.Partition[i], table.Offset[i], table.Index[i]) = (row.Origin.Epoch, row.Origin.Partition, row.Origin.Offset, row.Origin.Index);
        table.Time[i] = row.Time;
        table.Delay[i] = row.Arrived - row.Time;
        table.IdKind[i] = (long)EventIdKinds.Of(row);
        var shape = table.Layout!.Shapes[(int)table.Shape[i]];
        for (var m = 0; m < shape.Measures.Length; m++) table.Measures.Next(shape.Measures[m]) = row.Measurements[m].Value;
        for (var a = 0; a < shape.Attributes.Length; a++) table.Attributes.Next(shape.Attributes[a]) = row.Attributes[a].Value;
        if (row.Status is { } status) table.Status.Next(0) = status;
        if (row.Position is not { } position) return;
        table.Places.Next(RowTable.Latitude) = position.Latitude;
        table.Places.Next(RowTable.Longitude) = position.Longitude;
        if (position.Altitude is { } altitude) table.Places.Next(RowTable.Altitude) = altitude;
    }

    /// <summary>Code units of the row's texts; of one that is too long for columns, more than any chunk may have.</summary>
    private static long TextOf(DeviceEvent row)
    {
        var sum = Weigh(row.Id) + Weigh(row.Type) + Weigh(row.Tenant) + Weigh(row.Device) + Weigh(row.Status ?? "");
        for (var i = 0; i < row.Measurements.Count; i++) sum += Weigh(row.Measurements[i].Name);
        for (var i = 0; i < row.Attributes.Count; i++) sum += Weigh(row.Attributes[i].Key) + Weigh(row.Attributes[i].Value);
        return sum;
    }

    private static long Weigh(string text) => text.Length < TextBudget.Longest ? text.Length : TextBudget.Most;
}
