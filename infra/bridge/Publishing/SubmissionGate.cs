namespace ServerlessIot.Bridge.Publishing;

/// <summary>What HTTP, CoAP and subscriptions give to the log passes here, so that the bridge's end knows when nothing more comes. Any thread may call.</summary>
internal sealed class SubmissionGate
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _closed;

    /// <summary>Lets one through, which <see cref="Leave"/>s when the log has it, or will not get it. False when the gate is closed.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            _inside++;
            return true;
        }
    }

    /// <summary>One that was let through is with the log, or will not be.</summary>
    public void Leave()
    {
        lock (_lock)
            if (--_inside == 0 && _closed)
                _empty.TrySetResult();
    }

    /// <summary>Lets nothing more through.</summary>
    /// <returns>Completes when nothing is on its way to the log any more.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_inside == 0)
                _empty.TrySetResult();
        }
        return _empty.Task;
    }
}
