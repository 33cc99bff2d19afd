using System.Collections.Concurrent;
using System.Net;
using ServerlessIot.Bridge.Access.Bans;
using ServerlessIot.Bridge.Access.Files;

namespace ServerlessIot.Bridge.Access.Risk;

/// <summary>
/// What a device may do just now, by where it is, when, and how it behaves. Only of devices that are known by credentials of their own. What it
/// knows of them is this bridge's, and ends with it.
/// </summary>
/// <param name="night">Hours of higher risk; null for none.</param>
/// <param name="suspicious">Addresses of higher risk; null for none.</param>
/// <param name="time">Says when it is.</param>
/// <param name="changed">Told when a device's level becomes another one.</param>
/// <param name="mostDevices">Devices that are remembered; with more of them a tenth is forgotten that was looked at longest ago.</param>
internal sealed class RiskPolicy(
    NightHours? night, WatchedFile<AddressList>? suspicious, TimeProvider time, Action<DeviceIdentity, IPAddress?, RiskScore> changed, int mostDevices = RiskPolicy.MostDevices)
{
    private const int MostDevices = 200_000;
    private readonly ConcurrentDictionary<DeviceIdentity, DeviceRisk> _devices = new();
    private readonly Lock _forgetting = new();
    private int _count;

    /// <summary>Devices that are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What somebody may do who is at an address; null when that is unknown.</summary>
    public AccessLevel LevelOf(DeviceIdentity identity, IPAddress? remote)
    {
        if (identity.Device is null)
            return AccessLevel.Own;
        var now = time.GetUtcNow();
        var isSuspicious = remote is not null && suspicious is not null && suspicious.Value.Holds(remote);
        var (score, isOther) = Of(identity).Assess(remote, isSuspicious, night is not null && night.Holds(now), now);
        if (isOther)
            changed(identity, remote, score);
        return score.Level;
    }

    /// <summary>Notes that somebody did what a device does not do: sent a malformed packet, or tried what is not its own.</summary>
    public void Odd(DeviceIdentity identity)
    {
        if (identity.Device is not null)
            Of(identity).Odd(time.GetUtcNow());
    }

    private DeviceRisk Of(DeviceIdentity identity)
    {
        if (_devices.TryGetValue(identity, out var known))
            return known;
        var made = new DeviceRisk();
        var device = _devices.GetOrAdd(identity, made);
        if (ReferenceEquals(device, made) && Interlocked.Increment(ref _count) > mostDevices)
            Forget(identity);
        return device;
    }

    private void Forget(DeviceIdentity except)
    {
        lock (_forgetting)
        {
            if (Count <= mostDevices)
                return;
            var oldest = _devices.Where(d => d.Key != except).Select(d => (d.Key, d.Value.Last)).OrderBy(d => d.Last).Take(Math.Max(1, mostDevices / 10)).ToArray();
            foreach (var (identity, _) in oldest)
                if (_devices.TryRemove(identity, out _))
                    Interlocked.Decrement(ref _count);
        }
    }
}
