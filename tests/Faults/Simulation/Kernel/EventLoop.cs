namespace ServerlessIot.Faults.Tests.Simulation.Kernel;

/// <summary>
/// One thread, one simulated clock. Everything that takes time is an event; between two events all tasks that can go on do,
/// first come, first served. Awaits inside come back here because this is their task scheduler.
/// </summary>
internal sealed class EventLoop : TaskScheduler
{
    public const long Millisecond = 1_000;
    public const long Second = 1_000 * Millisecond;
    public const long Minute = 60 * Second;

    /// <summary>Unix milliseconds at the start of every simulation.</summary>
    public const long Start = 1_763_600_000_000;

    private readonly PriorityQueue<Due, (long At, long Order)> due = new();
    private readonly Queue<Task> ready = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long order;

    /// <summary>Microseconds since the start.</summary>
    public long Now { get; private set; }

    /// <summary>Unix milliseconds, by the one true clock.</summary>
    public long UnixNow => Start + (Now / Millisecond);

    public long Events { get; private set; }

    /// <summary>Something that went wrong where nobody can catch it.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs an action at a time; dropped when its process is dead by then, put off while it stands still.</summary>
    public void At(long at, SimProcess? owner, Action action) => due.Enqueue(new Due(owner, action), (Math.Max(at, Now), ++order));

    public void After(long delay, SimProcess? owner, Action action) => At(Now + delay, owner, action);

    /// <summary>Completes after a delay; never when the process dies before.</summary>
    public Task DelayAsync(SimProcess owner, long delay)
    {
        if (!owner.Alive) return Never();
        var done = new TaskCompletionSource();
        At(Now + delay, owner, done.SetResult);
        return done.Task;
    }

    /// <summary>What a dead process waits for.</summary>
    public static Task Never() => new TaskCompletionSource().Task;

    /// <summary>Starts a task on this loop. It must not fail.</summary>
    public void Spawn(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap()
        .ContinueWith(task => Fault ??= task.Exception!.GetBaseException(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, this);

    /// <summary>Runs until the condition holds; false when the clock reaches <paramref name="deadline"/> or nothing is left to do before.</summary>
    public bool Run(Func<bool> until, long deadline)
    {
        while (true)
        {
            while (ready.TryDequeue(out var task)) TryExecuteTask(task);
            if (Fault is not null) throw new SimulationFault("A task failed outside of any function.", Fault);
            if (until()) return true;
            if (!due.TryPeek(out _, out var next) || next.At > deadline) return false;
            var item = due.Dequeue();
            Now = next.At;
            Events++;
            if (item.Owner is { } owner)
            {
                if (!owner.Alive) continue;
                if (owner.FrozenUntil > Now)
                {
                    // In its old place: a standstill that is made longer must not turn what waits round.
                    due.Enqueue(item, (owner.FrozenUntil, next.Order));
                    continue;
                }
            }

            item.Action();
        }
    }

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId != thread) throw new SimulationFault("A continuation ran on another thread: the run would not be the same twice.");
        ready.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Environment.CurrentManagedThreadId == thread && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => ready;

    private readonly record struct Due(SimProcess? Owner, Action Action);
}

/// <summary>The simulation itself cannot go on.</summary>
internal sealed class SimulationFault : Exception
{
    public SimulationFault(string message) : base(message)
    {
    }

    public SimulationFault(string message, Exception inner) : base(message, inner)
    {
    }
}
