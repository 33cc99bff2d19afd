using System.Net;

namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>Refuses an address for a while after too many wrong credentials within a minute.</summary>
internal sealed class FailureGuard(int failures, TimeSpan refuseFor, TimeProvider time)
{
    /// <summary>Addresses that are remembered: what an attacker with many of them can make the bridge keep.</summary>
    private const int MostAddresses = 100_000;

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Entry> _entries = [];

    public bool IsRefused(IPAddress address)
    {
        if (failures == 0)
            return false;
        lock (_lock)
            return _entries.TryGetValue(address, out var entry) && entry.Refused && time.GetElapsedTime(entry.Since) < refuseFor;
    }

    /// <summary>Counts a failure; true when it is the one after which the address is refused.</summary>
    public bool Failed(IPAddress address)
    {
        if (failures == 0)
            return false;
        lock (_lock)
        {
            if (!_entries.TryGetValue(address, out var entry) || IsOver(entry))
            {
                if (_entries.Count >= MostAddresses)
                    Forget_NeedsLock();
                entry = new Entry(time.GetTimestamp(), 0, false);
            }
            if (entry.Refused)
                return false;
            var refused = entry.Failures + 1 >= failures;
            _entries[address] = refused ? new Entry(time.GetTimestamp(), entry.Failures + 1, true) : entry with { Failures = entry.Failures + 1 };
            return refused;
        }
    }

    private bool IsOver(Entry entry) => time.GetElapsedTime(entry.Since) >= (entry.Refused ? refuseFor : Within);

    private void Forget_NeedsLock()
    {
        foreach (var (address, entry) in _entries)
            if (IsOver(entry))
                _entries.Remove(address);
        // All of them guess right now: who is refused stays refused, the counts begin again.
        if (_entries.Count < MostAddresses)
            return;
        foreach (var (address, entry) in _entries)
            if (!entry.Refused)
                _entries.Remove(address);
        if (_entries.Count >= MostAddresses)
            _entries.Clear();
    }

    private readonly record struct Entry(long Since, int Failures, bool Refused);
}
