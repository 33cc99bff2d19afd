using System.Collections.Concurrent;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>What every device has left on this bridge, whichever way it comes: coming again does not renew it.</summary>
/// <param name="options">Has the limits.</param>
/// <param name="time">Fills the buckets.</param>
/// <param name="mostDevices">Devices that are remembered. With more of them those are forgotten who have all they may have; if there are none, all.</param>
internal sealed class DeviceRates(AccessOptions options, TimeProvider time, int mostDevices = DeviceRates.MostDevices)
{
    /// <summary>What a device without limits is taken to have, when its level allows only a share of it.</summary>
    public const int MessagesWithoutLimit = 100;

    /// <inheritdoc cref="MessagesWithoutLimit"/>
    public const int BytesWithoutLimit = 1_000_000;

    private const int MostDevices = 200_000;

    private readonly ConcurrentDictionary<string, RateLimit> _rates = new(StringComparer.Ordinal);
    private readonly Lock _forgetting = new();
    private int _count;

    /// <summary>The rate of a device; null when devices have none.</summary>
    /// <param name="key"><c>tenant/device</c>.</param>
    /// <param name="level">Allows a share of it only.</param>
    public LevelRate? Of(string key, AccessLevel level)
    {
        var (messages, bytes) = (options.DeviceMessagesPerSecond, options.DeviceBytesPerSecond);
        if (level == AccessLevel.Own && messages == 0 && bytes == 0)
            return null;
        var bucket = BucketOf(key, messages == 0 ? MessagesWithoutLimit : messages, bytes == 0 ? BytesWithoutLimit : bytes);
        return level switch
        {
            AccessLevel.Own => new LevelRate(bucket, messages == 0 ? 0 : 1, bytes == 0 ? 0 : 1),
            AccessLevel.Restricted => new LevelRate(bucket, 10, 10),
            _ => new LevelRate(bucket, 100, 100),
        };
    }

    private RateLimit BucketOf(string key, double messages, double bytes)
    {
        if (_rates.TryGetValue(key, out var known))
            return known;
        var made = new RateLimit(messages, bytes, time);
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
