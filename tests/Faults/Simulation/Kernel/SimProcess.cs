namespace ServerlessIot.Faults.Tests.Simulation.Kernel;

/// <summary>A process: what it waits for never comes once it is dead, and comes later while it stands still (SIGSTOP).</summary>
internal sealed class SimProcess
{
    private readonly EventLoop loop;

    public SimProcess(EventLoop loop, string name)
    {
        (this.loop, Name) = (loop, name);
        Clock = new ProcessClock(loop, this);
    }

    public string Name { get; }

    public bool Alive { get; private set; } = true;

    /// <summary>Microseconds; in the past while it runs.</summary>
    public long FrozenUntil { get; private set; }

    /// <summary>How much longer than others it takes for everything.</summary>
    public int Slowness { get; set; } = 1;

    public ProcessClock Clock { get; }

    /// <summary>Called once, at its end.</summary>
    public event Action? Died;

    public void Kill()
    {
        if (!Alive) return;
        Alive = false;
        Died?.Invoke();
    }

    /// <summary>It cannot be thawed early: what waits for its end would come behind what happens after.</summary>
    public void Freeze(long duration) => FrozenUntil = Math.Max(FrozenUntil, loop.Now + duration);

    public Task DelayAsync(long delay) => loop.DelayAsync(this, delay * Slowness);
}
