using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A search among events that a test fills in, one by one.</summary>
public sealed class ScriptedSearch : IArchiveSearch
{
    public List<DeviceEvent> Events { get; } = [];

    public SearchQuery? Asked { get; private set; }

    /// <summary>Thrown by the next search.</summary>
    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<DeviceEvent>> FindAsync(SearchQuery query, ReadCost cost, CancellationToken cancellationToken)
    {
        Asked = query;
        if (Failure is { } failure)
        {
            Failure = null;
            throw failure;
        }

        return Task.FromResult<IReadOnlyList<DeviceEvent>>([.. Events.Where(e => Fits(query, e)).Order(RowOrder.Instance).Take(query.Limit)]);
    }

    private static bool Fits(SearchQuery query, DeviceEvent e) =>
        e.Time >= query.From && e.Time < query.To
        && query.Tenants?.Contains(e.Tenant) != false
        && (query.Areas is null || (e.Position is { } place && query.Areas.Any(area => area.Contains(place)) && query.Place?.Invoke(place) != false))
        && (query.Attribute is not var (name, value) || e.Attributes.Contains(new(name, value)))
        && (query.After is null || SearchKey.Of(e).CompareTo(query.After) > 0);
}
