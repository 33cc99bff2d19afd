namespace ServerlessIot.Faults.Tests.Simulation.Kernel;

/// <summary>The clock of one machine: the simulated time and an error of its own. Its timers are events of its process.</summary>
internal sealed class ProcessClock(EventLoop loop, SimProcess owner) : TimeProvider
{
    /// <summary>Milliseconds by which its wall clock is wrong.</summary>
    public long Error { get; set; }

    public long UnixNow => loop.UnixNow + Error;

    public override long TimestampFrequency => 1_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(UnixNow);

    public override long GetTimestamp() => loop.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(loop, owner, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(EventLoop loop, SimProcess owner, TimerCallback callback, object? state) : ITimer
    {
        private int version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var mine = ++version;
            if (dueTime >= TimeSpan.Zero) loop.After((long)dueTime.TotalMicroseconds, owner, () => Fire(mine, period));
            return true;
        }

        public void Dispose() => version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire(int mine, TimeSpan period)
        {
            if (mine != version) return;
            if (period > TimeSpan.Zero) Change(period, period);
            callback(state);
        }
    }
}
