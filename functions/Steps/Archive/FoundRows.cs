using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Archive;

/// <summary>The first rows of an answer, from many readers at once: of all that fit it holds only as many as are asked for.</summary>
internal sealed class FoundRows(SearchQuery query)
{
    private readonly SortedSet<DeviceEvent> rows = new(RowOrder.Instance);

    /// <summary>Takes a row if it fits and is among the first.</summary>
    public void Add(DeviceEvent row)
    {
        if (!Fits(row)) return;
        lock (rows)
        {
            rows.Add(row);
            if (rows.Count > query.Limit) rows.Remove(rows.Max!);
        }
    }

    public void Add(FoundRows other)
    {
        foreach (var row in other.Take()) Add(row);
    }

    /// <summary>Whether nothing of a chunk can come behind <see cref="SearchQuery.After"/>.</summary>
    public bool Before(SegmentChunk chunk) =>
        query.After is { } after && (RowOrder.Devices(chunk.Tenant, chunk.Device, after.Tenant, after.Device) is var order && (order < 0 || (order == 0 && chunk.To < after.Key.Time)));

    /// <summary>Whether all of a chunk comes behind the last row that is wanted.</summary>
    public bool Beyond(SegmentChunk chunk)
    {
        lock (rows)
        {
            return rows.Count == query.Limit && RowOrder.Devices(chunk.Tenant, chunk.Device, rows.Max!.Tenant, rows.Max.Device) > 0;
        }
    }

    public IReadOnlyList<DeviceEvent> Take()
    {
        lock (rows) return [.. rows];
    }

    private bool Fits(DeviceEvent row) =>
        row.Time >= query.From && row.Time < query.To
        && query.Tenants?.Contains(row.Tenant) != false
        && (query.Areas is null || (row.Position is { } place && query.Areas.Any(area => area.Contains(place)) && query.Place?.Invoke(place) != false))
        && (query.Attribute is not var (name, value) || row.Attributes.Any(pair => pair.Key == name && pair.Value == value))
        && (query.After is null || SearchKey.Of(row).CompareTo(query.After) > 0);
}
