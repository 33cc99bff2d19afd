namespace ServerlessIot.Steps.Notify;

/// <summary>
/// Leaves a channel alone for a while after some failures in a row (a circuit breaker), so that a webhook that is down
/// costs its time-out a few times and not once per alert. When the pause is over, attempts are let through again.
/// </summary>
internal sealed class ChannelGate(NotifyOptions options, TimeProvider time)
{
    private const int MaxDoublings = 4;
    private readonly Lock sync = new();
    private int failures;
    private long closedUntil;

    /// <summary>Whether an attempt makes sense now.</summary>
    public bool IsOpen
    {
        get
        {
            lock (sync) return time.GetUtcNow().ToUnixTimeMilliseconds() >= closedUntil;
        }
    }

    /// <summary>Takes note of how an attempt ended.</summary>
    public void Note(bool delivered)
    {
        lock (sync)
        {
            if (delivered)
            {
                (failures, closedUntil) = (0, 0);
                return;
            }

            // Attempts that were let through side by side tell the same as the first of them that failed.
            if (time.GetUtcNow().ToUnixTimeMilliseconds() < closedUntil) return;
            failures++;
            if (failures < options.FailuresToPause) return;
            var doublings = Math.Min(failures - options.FailuresToPause, MaxDoublings);
            closedUntil = time.GetUtcNow().ToUnixTimeMilliseconds() + ((long)options.Pause.TotalMilliseconds << doublings);
        }
    }
}
