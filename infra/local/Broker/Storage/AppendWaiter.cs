namespace ServerlessIot.Broker.Storage;

/// <summary>A fetch that waits until enough bytes were appended to the partitions that it watches.</summary>
internal sealed class AppendWaiter(long bytesWanted) : IDisposable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PartitionLog> _watched = [];
    private long _left = bytesWanted;

    /// <summary>Watches a partition from a state that the caller has seen.</summary>
    /// <param name="log">The partition.</param>
    /// <param name="seen">Its <see cref="PartitionLog.AppendedBytes"/> before the caller looked for records.</param>
    public void Watch(PartitionLog log, long seen)
    {
        _watched.Add(log);
        log.Watch(this, seen);
    }

    /// <summary>Tells of bytes that were appended.</summary>
    public void Add(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) <= 0)
            _done.TrySetResult();
    }

    /// <summary>Waits until there are enough bytes, a partition went away, the time is over or the broker stops.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        if (_done.Task.IsCompleted)
            return;
        await using var timer = time.CreateTimer(static waiter => ((AppendWaiter)waiter!)._done.TrySetResult(), this, timeout, Timeout.InfiniteTimeSpan);
        await using var stop = stopping.UnsafeRegister(static waiter => ((AppendWaiter)waiter!)._done.TrySetResult(), this);
        await _done.Task;
    }

    public void Dispose()
    {
        foreach (var log in _watched)
            log.Unwatch(this);
    }
}
