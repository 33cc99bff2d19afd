using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Edge;

/// <summary>What waits with one priority. Callers hold the lock.</summary>
/// <param name="share">Weight among the lanes.</param>
/// <param name="bound">Messages that may wait.</param>
internal sealed class UplinkLane(double share, int bound)
{
    private Queue<InFlightRecord> _waiting = new();

    /// <summary>Bytes sent so far by share: the lane with the least is next.</summary>
    public double Served { get; private set; }

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Arrival of the oldest that is for telemetry.raw, Unix milliseconds; <see cref="long.MaxValue"/> for none.</summary>
    public long Oldest
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var record in _waiting)
                if (record.Topic is null)
                    oldest = Math.Min(oldest, record.Message.Timestamp.UnixTimestampMs);
            return oldest;
        }
    }

    /// <summary>False when it is full.</summary>
    /// <param name="record">Waits from now on.</param>
    /// <param name="now">What the lanes that wait have been served with: a lane that was empty saves nothing up.</param>
    public bool TryAdd(InFlightRecord record, double now)
    {
        if (_waiting.Count >= bound)
            return false;
        if (_waiting.Count == 0)
            Served = Math.Max(Served, now);
        _waiting.Enqueue(record);
        return true;
    }

    /// <summary>The next one.</summary>
    public InFlightRecord Take()
    {
        var record = _waiting.Dequeue();
        Served += record.Size / share;
        return record;
    }

    /// <summary>Takes out what is too old, and with it everything else of the same devices: their order stays.</summary>
    public void TakeExpired(Func<InFlightRecord, bool> isTooOld, List<InFlightRecord> expired)
    {
        if (!_waiting.TryPeek(out var head) || !isTooOld(head))
            return;
        var keys = new HashSet<byte[]>(Spool.KeyComparer.Instance);
        var kept = new Queue<InFlightRecord>(_waiting.Count);
        foreach (var record in _waiting)
        {
            if (isTooOld(record))
                keys.Add(record.Message.Key);
            if (keys.Contains(record.Message.Key))
                expired.Add(record);
            else
                kept.Enqueue(record);
        }
        _waiting = kept;
    }
}
