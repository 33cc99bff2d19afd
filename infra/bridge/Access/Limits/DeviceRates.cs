using System.Collections.Concurrent;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>What every device has left on this bridge, whichever way it comes: coming again does not renew it.</summary>
/// <param name="options">Has the limits.</param>
/// <param name="time">Fills the buckets.</param>
/// <param name="mostDevices">Devices that are remembered. With more of them those are forgotten who have all they may have; if there are none, all.</param>
internal sealed class DeviceRates(AccessOptions options, TimeProvider time, int mostDevices = DeviceRates.MostDevices)
{
    private const int MostDevices = 200_000;

    private readonly ConcurrentDictionary<string, RateLimit> _rates = new(StringComparer.Ordinal);
    private readonly Lock _forgetting = new();
    private int _count;

    /// <summary>The rate of a device; null when devices have none.</summary>
    /// <param name="key"><c>tenant/device</c>.</param>
    public RateLimit? Of(string key)
    {
        if (options.DeviceMessagesPerSecond == 0 && options.DeviceBytesPerSecond == 0)
            return null;
        if (_rates.TryGetValue(key, out var known))
            return known;
        var made = new RateLimit(options.DeviceMessagesPerSecond, options.DeviceBytesPerSecond, time);
        var rate = _rates.GetOrAdd(key, made);
        if (ReferenceEquals(rate, made) && Interlocked.Increment(ref _count) > mostDevices)
            Forget(key);
        return rate;
    }

    private void Forget(string except)
    {
        lock (_forgetting)
        {
            if (Volatile.Read(ref _count) <= mostDevices)
                return;
            foreach (var (key, rate) in _rates)
                if (key != except && rate.IsFull && _rates.TryRemove(key, out _))
                    Interlocked.Decrement(ref _count);
            if (Volatile.Read(ref _count) <= mostDevices)
                return;
            foreach (var (key, _) in _rates)
                if (key != except && _rates.TryRemove(key, out _))
                    Interlocked.Decrement(ref _count);
        }
    }
}
