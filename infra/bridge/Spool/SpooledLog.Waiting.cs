namespace ServerlessIot.Bridge.Spool;

/// <summary>What the log does not have yet, for the marks of the bridge.</summary>
internal sealed partial class SpooledLog
{
    private readonly SpoolArrivals _arrivals = new(); // of what is on the disk and not in the window
    private ulong _windowed; // the last record of the window, read or passed

    /// <inheritdoc/>
    public int Partitions => _log.Partitions;

    /// <summary>Arrival of the oldest record for telemetry.raw of which the log has not said that it has it, on the disk or on its way there, held, or with the producer.</summary>
    public long? OldestWaiting
    {
        get
        {
            lock (_lock)
            {
                var oldest = Math.Min(Oldest(_direct), Math.Min(Oldest(_queue), Oldest(_window)));
                foreach (var key in _keys.Values)
                    oldest = Math.Min(oldest, Oldest(key.Held));
                oldest = Math.Min(oldest, _arrivals.After(_windowed) ?? long.MaxValue);
                return oldest == long.MaxValue ? null : oldest;
            }
        }
    }

    private static long Oldest(IEnumerable<SpoolEntry> entries)
    {
        var oldest = long.MaxValue;
        foreach (var entry in entries)
            if (!entry.IsDone)
                oldest = Math.Min(oldest, entry.Arrival);
        return oldest;
    }

    /// <summary>It comes next of what was written.</summary>
    private void Window_NeedsLock(SpoolEntry entry)
    {
        _window.Enqueue(entry);
        _windowed = entry.Sequence;
    }

    private void Arrived_NeedsLock(ulong sequence, long arrival)
    {
        if (arrival != long.MaxValue)
            _arrivals.Add(sequence, arrival);
    }
}
