using System.Text;
using ServerlessIot.Bridge.Access.Risk;

namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>
/// Limits for protocols without a connection that could be read more slowly: whoever is over them is told to come again, before anything is taken.
/// </summary>
internal sealed class RequestLimits(DeviceRates devices, TenantLimits tenants)
{
    /// <summary>Takes what a request brings; or says how long to wait, and then takes nothing.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="key">The records' key: UTF-8 <c>tenant/device</c>.</param>
    /// <param name="level">What the device may do just now.</param>
    /// <param name="messages">Messages in the request.</param>
    /// <param name="bytes">Bytes of their payloads.</param>
    public TimeSpan Take(DeviceIdentity identity, byte[] key, AccessLevel level, int messages, int bytes)
    {
        var device = devices.Of(Encoding.UTF8.GetString(key), level);
        var tenant = identity.Tenant is { } name ? tenants.RateOf(name) : null;
        var wait = Math.Max(device?.Debt().TotalSeconds ?? 0, tenant?.Debt().TotalSeconds ?? 0);
        if (wait > 0)
            return TimeSpan.FromSeconds(wait);
        device?.Take(messages, bytes);
        tenant?.Take(messages, bytes);
        return TimeSpan.Zero;
    }
}
