namespace ServerlessIot.Simulator.Sending;

/// <summary>Waiting times between attempts to connect: doubled each time, with jitter, so that a fleet does not come back as one.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private int _failures;

    /// <summary>Forgets the failures: the connection works.</summary>
    public void Reset() => _failures = 0;

    /// <summary>How long to wait before the next attempt: between half and all of the doubled time.</summary>
    public TimeSpan Next()
    {
        var full = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 10)));
        return TimeSpan.FromMilliseconds(full * (0.5 + random.NextDouble() / 2));
    }
}
