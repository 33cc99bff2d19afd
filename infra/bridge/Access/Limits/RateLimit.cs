namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>
/// A token bucket for messages and one for bytes: what one device, or a tenant, may send a second. Ten seconds' worth may come at once. Whoever is
/// over it is read more slowly; nothing is thrown away.
/// </summary>
internal sealed class RateLimit(double messagesPerSecond, double bytesPerSecond, TimeProvider time)
{
    private const double BurstSeconds = 10;
    private readonly Lock _lock = new();
    private double _messages = messagesPerSecond * BurstSeconds;
    private double _bytes = bytesPerSecond * BurstSeconds;
    private long _last = time.GetTimestamp();

    /// <summary>Whether it is as good as new.</summary>
    public bool IsFull
    {
        get
        {
            Take(0, 0);
            lock (_lock)
                return _messages >= messagesPerSecond * BurstSeconds && _bytes >= bytesPerSecond * BurstSeconds;
        }
    }

    /// <summary>Takes one message, and says how long to wait before the next: zero within the limits.</summary>
    public TimeSpan Take(int bytes) => Take(1, bytes);

    /// <summary>How long to wait before anything more may come: zero within the limits.</summary>
    public TimeSpan Debt() => Take(0, 0);

    /// <summary>Takes some messages with their bytes, and says how long to wait before the next.</summary>
    public TimeSpan Take(int messages, int bytes)
    {
        var (ofMessages, ofBytes) = Take((long)messages, (long)bytes);
        return TimeSpan.FromSeconds(Math.Max(ofMessages, ofBytes));
    }

    /// <summary>The same, and says for how many seconds to wait on account of messages, and of bytes.</summary>
    public (double OfMessages, double OfBytes) Take(long messages, long bytes)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_last, now);
            _last = now;
            return (Take(ref _messages, messagesPerSecond, messages, elapsed), Take(ref _bytes, bytesPerSecond, bytes, elapsed));
        }
    }

    // A bucket may go below empty by one message or request: however large that is, it passes, and is waited for afterwards.
    private static double Take(ref double left, double perSecond, long count, TimeSpan elapsed)
    {
        if (perSecond == 0)
            return 0;
        left = Math.Min(perSecond * BurstSeconds, left + (elapsed.TotalSeconds * perSecond)) - count;
        return left >= 0 ? 0 : -left / perSecond;
    }
}
