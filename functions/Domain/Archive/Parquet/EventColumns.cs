using System.Collections.Frozen;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>
/// The columns of events, with the cells of one row group. Fixed: <c>id tenant device type time arrived latitude longitude altitude status origin schema more</c>; the rest follows from
/// <see cref="ParquetNames"/>. A row that has no place has neither latitude nor longitude.
/// </summary>
internal sealed class EventColumns
{
    private static readonly FrozenSet<string> Fixed =
        FrozenSet.ToFrozenSet(["id", "tenant", "device", "type", "time", "arrived", "latitude", "longitude", "altitude", "status", "origin", "schema", "more"], StringComparer.OrdinalIgnoreCase);

    private readonly ParquetColumnOf<string> id = Text("id");
    private readonly ParquetColumnOf<string> tenant = Text("tenant");
    private readonly ParquetColumnOf<string> device = Text("device");
    private readonly ParquetColumnOf<string> type = Text("type");
    private readonly ParquetTimes time = new("time");
    private readonly ParquetTimes arrived = new("arrived");
    private readonly ParquetColumnOf<long> latitude = Number("latitude");
    private readonly ParquetColumnOf<long> longitude = Number("longitude");
    private readonly ParquetColumnOf<long> altitude = Number("altitude");
    private readonly ParquetColumnOf<string> status = Text("status", optional: true);
    private readonly ParquetColumnOf<string> origin = Text("origin");
    private readonly ParquetColumnOf<int> schema = new("schema", ParquetKind.Int32, optional: false, PlainValues.Int32);
    private readonly ParquetColumnOf<string> more = Text("more", optional: true);
    private readonly NamedColumns<long> measures;
    private readonly NamedColumns<string> attributes;
    private readonly MoreText rest = new();

    internal EventColumns(ParquetNames names)
    {
        measures = new NamedColumns<long>(names.Measures, name => Number(ParquetNames.MeasureColumn(name)));
        attributes = new NamedColumns<string>(names.Attributes, name => Text(ParquetNames.AttributePrefix + name, optional: true));
        All = [id, tenant, device, type, time, arrived, .. measures.All, latitude, longitude, altitude, status, .. attributes.All, origin, schema, more];
    }

    /// <summary>All columns, in the file's order.</summary>
    internal IReadOnlyList<ParquetColumn> All { get; }

    /// <summary>Whether a name is a fixed column's. Some readers do not tell cases apart.</summary>
    internal static bool IsFixed(string name) => Fixed.Contains(name);

    /// <summary>Bytes that the rows take in memory, about.</summary>
    internal long Size => All.Sum(column => column.Size);

    /// <summary>Adds a row.</summary>
    internal void Add(int row, DeviceEvent e)
    {
        id.Add(row, e.Id);
        tenant.Add(row, e.Tenant);
        device.Add(row, e.Device);
        type.Add(row, e.Type);
        time.Add(row, e.Time);
        arrived.Add(row, e.Arrived);
        if (e.Position is { } position)
        {
            latitude.Add(row, Bits(position.Latitude));
            longitude.Add(row, Bits(position.Longitude));
            if (position.Altitude is { } height) altitude.Add(row, Bits(height));
        }

        if (e.Status is not null) status.Add(row, e.Status);
        for (var i = 0; i < e.Measurements.Count; i++)
        {
            if (!measures.TryAdd(row, e.Measurements[i].Name, Bits(e.Measurements[i].Value))) rest.Add(e.Measurements[i]);
        }

        for (var i = 0; i < e.Attributes.Count; i++)
        {
            if (!attributes.TryAdd(row, e.Attributes[i].Key, e.Attributes[i].Value)) rest.Add(e.Attributes[i]);
        }

        origin.Add(row, e.Origin.ToString());
        schema.Add(row, e.Schema);
        if (rest.Take() is { } text) more.Add(row, text);
    }

    // By their bits, so that the dictionary tells 0 from -0.
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static ParquetColumnOf<string> Text(string name, bool optional = false) => new(name, ParquetKind.Text, optional, PlainValues.Text);

    private static ParquetColumnOf<long> Number(string name) => new(name, ParquetKind.Double, optional: true, PlainValues.Int64);
}
