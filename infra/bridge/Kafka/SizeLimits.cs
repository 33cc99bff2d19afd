namespace ServerlessIot.Bridge.Kafka;

/// <summary>
/// What topics of the log refused as too large. Each such answer ends a producer and holds up all that is in flight, so for a while what is as
/// large is not asked for again: in the same topic only, since each has a limit of its own.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class SizeLimits(TimeProvider time)
{
    /// <summary>How long a refusal counts: a limit may be raised, and a record that compresses better may pass it.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Size, long Since)> _refused = new(StringComparer.Ordinal);
    private int _least = int.MaxValue; // smallest size that any topic refused

    /// <summary>False when the topic refused a record that was no larger, a short time ago.</summary>
    /// <param name="topic">The record's topic in the log.</param>
    /// <param name="size">Its <see cref="InFlightRecord.Size"/>.</param>
    public bool Takes(string topic, int size)
    {
        if (size < Volatile.Read(ref _least))
            return true; // as a rule
        lock (_lock)
        {
            if (!_refused.TryGetValue(topic, out var refused) || size < refused.Size)
                return true;
            if (time.GetElapsedTime(refused.Since) < Counts)
                return false;
            _refused.Remove(topic);
            Remember_NeedsLock();
            return true;
        }
    }

    /// <summary>The topic refused a record of this size, alone.</summary>
    public void Refused(string topic, int size)
    {
        lock (_lock)
        {
            if (!_refused.TryGetValue(topic, out var before) || size <= before.Size || time.GetElapsedTime(before.Since) >= Counts)
                _refused[topic] = (size, time.GetTimestamp());
            Remember_NeedsLock();
        }
    }

    private void Remember_NeedsLock()
    {
        var least = int.MaxValue;
        foreach (var (size, _) in _refused.Values)
            least = Math.Min(least, size);
        Volatile.Write(ref _least, least);
    }
}
