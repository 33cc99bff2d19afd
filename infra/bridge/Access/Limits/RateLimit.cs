namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>
/// A token bucket for messages and one for bytes: what one device, or a tenant, may send a second. Ten seconds' worth may come at once. Whoever is
/// over it is read more slowly; nothing is thrown away.
/// </summary>
internal sealed class RateLimit(double messagesPerSecond, double bytesPerSecond, TimeProvider time)
{
    private const double BurstSeconds = 10;
    private readonly Lock _lock = new();
    private double _messagesPerSecond = messagesPerSecond;
    private double _bytesPerSecond = bytesPerSecond;
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
                return _messages >= _messagesPerSecond * BurstSeconds && _bytes >= _bytesPerSecond * BurstSeconds;
        }
    }

    /// <summary>Sets other rates from now on; what is left stays, as far as it may come at once.</summary>
    public void Change(double messagesPerSecond, double bytesPerSecond)
    {
        Take(0, 0);
        lock (_lock)
        {
            if (_messagesPerSecond == messagesPerSecond && _bytesPerSecond == bytesPerSecond)
                return;
            _messages = Left(_messages, _messagesPerSecond, messagesPerSecond);
            _bytes = Left(_bytes, _bytesPerSecond, bytesPerSecond);
            (_messagesPerSecond, _bytesPerSecond) = (messagesPerSecond, bytesPerSecond);
        }
    }

    /// <summary>Takes one message, and says how long to wait before the next: zero within the limits.</summary>
    public TimeSpan Take(int bytes) => Take(1, bytes);

    /// <summary>How long to wait before anything more may come: zero within the limits.</summary>
    public TimeSpan Debt() => Take(0, 0);

    /// <summary>Takes some messages with their bytes, and says how long to wait before the next.</summary>
    public TimeSpan Take(int messages, int bytes)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_last, now);
            _last = now;
            var wait = Math.Max(Take(ref _messages, _messagesPerSecond, messages, elapsed), Take(ref _bytes, _bytesPerSecond, bytes, elapsed));
            return TimeSpan.FromSeconds(wait);
        }
    }

    // Of what had no limit nothing was counted. A debt is one of seconds to wait, whatever a second holds.
    private static double Left(double left, double perSecond, double next) =>
        perSecond == 0 ? next * BurstSeconds : left < 0 ? left * next / perSecond : Math.Min(left, next * BurstSeconds);

    // A bucket may go below empty by one message or request: however large that is, it passes, and is waited for afterwards.
    private static double Take(ref double left, double perSecond, int count, TimeSpan elapsed)
    {
        if (perSecond == 0)
            return 0;
        left = Math.Min(perSecond * BurstSeconds, left + (elapsed.TotalSeconds * perSecond)) - count;
        return left >= 0 ? 0 : -left / perSecond;
    }
}
