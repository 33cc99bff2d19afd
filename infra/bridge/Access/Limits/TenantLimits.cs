using System.Collections.Concurrent;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>What every tenant has left on this bridge: rates and connections.</summary>
internal sealed class TenantLimits(AccessOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RateLimit> _rates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _connections = new(StringComparer.Ordinal);

    /// <summary>The rate of a tenant; null when tenants have none. Ask only about tenants that credentials name, of which there are few.</summary>
    public RateLimit? RateOf(string tenant) =>
        options.TenantMessagesPerSecond == 0 && options.TenantBytesPerSecond == 0
            ? null
            : _rates.GetOrAdd(tenant, static (_, s) => new RateLimit(s.options.TenantMessagesPerSecond, s.options.TenantBytesPerSecond, s.time), (options, time));

    /// <summary>Takes one of a tenant's connections; false when it has as many as it may.</summary>
    public bool TryConnect(string tenant)
    {
        if (options.TenantConnections == 0)
            return true;
        var taken = _connections.AddOrUpdate(tenant, 1, static (_, n) => n + 1);
        if (taken <= options.TenantConnections)
            return true;
        Disconnect(tenant);
        return false;
    }

    /// <summary>Gives one back.</summary>
    public void Disconnect(string tenant)
    {
        if (options.TenantConnections != 0)
            _connections.AddOrUpdate(tenant, 0, static (_, n) => n - 1);
    }
}
