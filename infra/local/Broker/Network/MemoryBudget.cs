namespace ServerlessIot.Broker.Network;

/// <summary>Bytes that the large requests of all connections share; who finds too few left waits in order.</summary>
internal sealed class MemoryBudget(int bytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(int Bytes, TaskCompletionSource Granted)> _waiting = new();
    private long _left = bytes;

    /// <summary>Takes bytes, later to be given back by <see cref="Return"/>. One request may exceed the whole budget when it is alone.</summary>
    public async Task TakeAsync(int count, CancellationToken stopping)
    {
        LinkedListNode<(int, TaskCompletionSource Granted)> node;
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits_NeedsLock(count))
            {
                _left -= count;
                return;
            }

            node = _waiting.AddLast((count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await node.Value.Granted.Task.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            GiveUp(node, count);
            throw;
        }
    }

    public void Return(int count)
    {
        if (count == 0)
            return;
        lock (_gate)
        {
            _left += count;
            while (_waiting.First is { } first && Fits_NeedsLock(first.Value.Bytes))
            {
                _left -= first.Value.Bytes;
                _waiting.RemoveFirst();
                first.Value.Granted.SetResult();
            }
        }
    }

    private void GiveUp(LinkedListNode<(int, TaskCompletionSource Granted)> node, int count)
    {
        bool granted;
        lock (_gate)
        {
            granted = node.Value.Granted.Task.IsCompleted;
            if (!granted)
                _waiting.Remove(node);
        }

        if (granted)
            Return(count);
    }

    private bool Fits_NeedsLock(int count) => count <= _left || _left == bytes;
}
