namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>
/// Whose proof is judged when, since each costs the bridge work and the asker none: a few at once, and every address in its turn, so that one that
/// asks a lot waits for itself. Devices that are in and answer once more have every second turn.
/// </summary>
/// <param name="atOnce">How many are judged at once.</param>
/// <param name="mostOfOne">How many of one address may wait.</param>
internal sealed class ProofTurns(int atOnce, int mostOfOne)
{
    private readonly Lock _lock = new();
    private readonly ProofLane _known = new(mostOfOne);
    private readonly ProofLane _strangers = new(mostOfOne);
    private int _free = atOnce;
    private bool _knownFirst;

    /// <summary>Waits for a turn, which <see cref="Done"/> gives back.</summary>
    /// <param name="party">Whose turn: an address, or a device that is in.</param>
    /// <param name="known">Whether it is in.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when too many of the party wait: it has no turn.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn.</exception>
    public async Task<bool> WaitAsync(object party, bool known, CancellationToken cancellation)
    {
        ProofLane.Waiting? waiting;
        lock (_lock)
        {
            waiting = (known ? _known : _strangers).TryJoin(party);
            Give_NeedsLock();
        }
        if (waiting is null)
            return false;
        try
        {
            await waiting.Turn.WaitAsync(cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            bool left;
            lock (_lock)
                left = waiting.TryLeave();
            if (!left)
                Done();
            throw;
        }
    }

    /// <summary>Gives a turn back.</summary>
    public void Done()
    {
        lock (_lock)
        {
            _free++;
            Give_NeedsLock();
        }
    }

    private void Give_NeedsLock()
    {
        while (_free > 0)
        {
            _knownFirst = !_knownFirst;
            var (first, second) = _knownFirst ? (_known, _strangers) : (_strangers, _known);
            if ((first.Next() ?? second.Next()) is not { } next)
                return;
            _free--;
            next.Give();
        }
    }
}
