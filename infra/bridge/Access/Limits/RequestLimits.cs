using System.Collections.Concurrent;
using System.Text;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>
/// Limits for protocols without a connection that could be read more slowly: whoever is over them is told to come again, before anything is taken.
/// </summary>
internal sealed class RequestLimits(AccessOptions options, TenantLimits tenants, TimeProvider time)
{
    /// <summary>Devices that are remembered; with more of them, all begin with full buckets again.</summary>
    private const int MostDevices = 100_000;

    private readonly ConcurrentDictionary<string, RateLimit> _devices = new(StringComparer.Ordinal);

    /// <summary>Takes what a request brings; or says how long to wait, and then takes nothing.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="key">The records' key: UTF-8 <c>tenant/device</c>.</param>
    /// <param name="messages">Messages in the request.</param>
    /// <param name="bytes">Bytes of their payloads.</param>
    public TimeSpan Take(DeviceIdentity identity, byte[] key, int messages, int bytes)
    {
        var device = DeviceOf(key);
        var tenant = identity.Tenant is { } name ? tenants.RateOf(name) : null;
        var wait = Math.Max(device?.Debt().TotalSeconds ?? 0, tenant?.Debt().TotalSeconds ?? 0);
        if (wait > 0)
            return TimeSpan.FromSeconds(wait);
        device?.Take(messages, bytes);
        tenant?.Take(messages, bytes);
        return TimeSpan.Zero;
    }

    private RateLimit? DeviceOf(byte[] key)
    {
        if (options.DeviceMessagesPerSecond == 0 && options.DeviceBytesPerSecond == 0)
            return null;
        if (_devices.Count >= MostDevices)
            _devices.Clear();
        return _devices.GetOrAdd(
            Encoding.UTF8.GetString(key), static (_, s) => new RateLimit(s.options.DeviceMessagesPerSecond, s.options.DeviceBytesPerSecond, s.time), (options, time));
    }
}
