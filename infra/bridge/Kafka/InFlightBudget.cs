namespace ServerlessIot.Bridge.Kafka;

/// <summary>Bounds what is in flight, in messages and bytes; those who find it spent wait in line.</summary>
/// <remarks>A message passes whenever something is left, however large it is: the bound may be exceeded by one message.</remarks>
internal sealed class InFlightBudget(int maxMessages, long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private TaskCompletionSource? _empty;
    private int _messages;
    private long _bytes;

    /// <summary>Messages in flight.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>Bytes in flight.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes without waiting; false when the budget is spent or others wait for it.</summary>
    public bool TryTake(int bytes)
    {
        lock (_lock)
        {
            if (_waiters.Count > 0 || !HasRoom_NeedsLock())
                return false;
            Add_NeedsLock(bytes);
            return true;
        }
    }

    /// <summary>Takes as soon as there is room.</summary>
    public async Task TakeAsync(int bytes, CancellationToken cancellation)
    {
        var node = new LinkedListNode<Waiter>(new Waiter(bytes));
        lock (_lock)
        {
            if (_waiters.Count == 0 && HasRoom_NeedsLock())
            {
                Add_NeedsLock(bytes);
                return;
            }
            _waiters.AddLast(node);
        }
        await using (cancellation.Register(() => GiveUp(node)))
            await node.Value.Granted.Task;
    }

    /// <summary>Gives back what one message took.</summary>
    public void Return(int bytes)
    {
        TaskCompletionSource? empty = null;
        lock (_lock)
        {
            _messages--;
            _bytes -= bytes;
            while (_waiters.First is { } first && HasRoom_NeedsLock())
            {
                _waiters.RemoveFirst();
                Add_NeedsLock(first.Value.Bytes);
                first.Value.Granted.TrySetResult();
            }
            if (_messages == 0)
                (empty, _empty) = (_empty, null);
        }
        empty?.TrySetResult();
    }

    /// <summary>Completes when nothing is in flight.</summary>
    public Task WhenEmpty()
    {
        lock (_lock)
            return _messages == 0 ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private bool HasRoom_NeedsLock() => _messages < maxMessages && _bytes < maxBytes;

    private void Add_NeedsLock(int bytes)
    {
        _messages++;
        _bytes += bytes;
    }

    private void GiveUp(LinkedListNode<Waiter> node)
    {
        lock (_lock)
        {
            if (node.List is null)
                return; // granted already
            _waiters.Remove(node);
        }
        node.Value.Granted.TrySetCanceled();
    }

    private sealed class Waiter(int bytes)
    {
        public int Bytes { get; } = bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
