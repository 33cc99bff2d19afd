namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>Simulated time for several threads: one runs at a time, and when it waits, the one that waits for the earliest moment goes on.</summary>
internal sealed class TurnTaking : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<SemaphoreSlim, (double Time, long Turn)> _waiting = new();
    private double _now;
    private long _turn;
    private int _running = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public double Seconds => _now;

    public override long GetTimestamp() => (long)Math.Round(_now * TimeSpan.TicksPerSecond);

    /// <summary>Runs something on a thread of its own, whose turn comes when the caller waits.</summary>
    public Thread Start(Action run)
    {
        var turn = new SemaphoreSlim(0);
        lock (_lock) _waiting.Enqueue(turn, (_now, _turn++));
        var thread = new Thread(() =>
        {
            turn.Wait();
            try
            {
                run();
            }
            finally
            {
                lock (_lock) Next_NeedsLock();
            }
        });
        thread.Start();
        return thread;
    }

    /// <summary>Lets others go on until a moment has come; returns at once when it has already.</summary>
    public void Until(double seconds)
    {
        if (seconds <= _now) return;
        var turn = new SemaphoreSlim(0);
        lock (_lock)
        {
            _waiting.Enqueue(turn, (seconds, _turn++));
            Next_NeedsLock();
        }

        turn.Wait();
    }

    /// <summary>Lets those go on who stop now, and waits for them.</summary>
    public void Join(IEnumerable<Thread> threads)
    {
        lock (_lock) Next_NeedsLock();
        foreach (var thread in threads) thread.Join();
    }

    private void Next_NeedsLock()
    {
        _running--;
        if (_running > 0 || !_waiting.TryDequeue(out var turn, out var next)) return;
        _now = Math.Max(_now, next.Time);
        _running++;
        turn.Release();
    }
}
