using System.Net;

namespace ServerlessIot.Bridge.Access.Risk;

/// <summary>What is remembered of one device.</summary>
internal sealed class DeviceRisk
{
    private const int MostDeeds = 10;
    private const int MostAddresses = 16;
    private static readonly TimeSpan DeedsCount = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private readonly HomeNetworks _networks = new();
    private Queue<DateTimeOffset>? _deeds;
    private Dictionary<IPAddress, AccessLevel>? _levels; // as last told, by address, where it is not the device's own

    /// <summary>When the device was looked at last.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>Notes that the device did what a device does not do.</summary>
    public void Odd(DateTimeOffset now)
    {
        lock (_lock)
        {
            Last = now;
            _deeds ??= new(MostDeeds);
            if (_deeds.Count >= MostDeeds)
                _deeds.Dequeue();
            _deeds.Enqueue(now);
        }
    }

    /// <summary>Its risk now, and whether its level is another than before at that address.</summary>
    public (RiskScore Score, bool Changed) Assess(IPAddress? remote, bool suspicious, bool night, DateTimeOffset now)
    {
        lock (_lock)
        {
            Last = now;
            while (_deeds is { Count: > 0 } && now - _deeds.Peek() >= DeedsCount)
                _deeds.Dequeue();
            var score = new RiskScore(remote is not null && !_networks.Visit(remote, now), night, suspicious, _deeds?.Count ?? 0);
            return (score, IsOther(remote ?? IPAddress.None, score.Level));
        }
    }

    private bool IsOther(IPAddress remote, AccessLevel level)
    {
        if ((_levels?.GetValueOrDefault(remote) ?? AccessLevel.Own) == level)
            return false;
        _levels ??= [];
        if (level == AccessLevel.Own)
        {
            _levels.Remove(remote);
            return true;
        }
        if (_levels.Count >= MostAddresses)
            _levels.Clear(); // of those it is told once more
        _levels[remote] = level;
        return true;
    }
}
