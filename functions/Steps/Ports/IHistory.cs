using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Ports;

/// <summary>Reads a device's stored events.</summary>
public interface IHistory
{
    /// <summary>Events with <paramref name="from"/> ≤ time &lt; <paramref name="to"/> (Unix milliseconds), ordered by time, then origin, each once.</summary>
    /// <param name="tenant">Tenant of the device.</param>
    /// <param name="device">Device id.</param>
    /// <param name="from">First millisecond.</param>
    /// <param name="to">First millisecond after.</param>
    /// <param name="after">Only events above this key; null = from the start.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<DeviceEvent> ReadAsync(string tenant, string device, long from, long to, HistoryKey? after, CancellationToken cancellationToken);
}
