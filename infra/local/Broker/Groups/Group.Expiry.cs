namespace ServerlessIot.Broker.Groups;

internal sealed partial class Group
{
    private void OnTimer()
    {
        lock (_gate)
        {
            var now = Now;
            foreach (var (id, lapses) in _pending)
            {
                if (lapses <= now)
                    _pending.Remove(id);
            }

            foreach (var dead in _members.Values.Where(member => IsDead(member, now)).ToArray())
                Remove_NeedsLock(dead, $"{dead.Id} was not heard of for {dead.SessionTimeout.TotalSeconds} s");
            if (_state == GroupState.CompletingRebalance && now >= _syncEnds)
            {
                foreach (var late in _members.Values.Where(static member => member.Syncing is null).ToArray())
                    Remove_NeedsLock(late, $"{late.Id} did not ask for its assignment");
            }

            TryCompleteJoin_NeedsLock();
            Schedule_NeedsLock();
        }
    }

    // Who waits for an answer cannot send heartbeats.
    private static bool IsDead(Member member, long now) => member.Joining is null && member.Syncing is null && member.SessionEnds <= now;

    /// <summary>Sets the timer to the next moment at which time alone changes something.</summary>
    private void Schedule_NeedsLock()
    {
        var now = Now;
        var next = long.MaxValue;
        foreach (var lapses in _pending.Values)
            next = Math.Min(next, lapses);
        foreach (var member in _members.Values)
        {
            if (member.Joining is null && member.Syncing is null)
                next = Math.Min(next, member.SessionEnds);
        }

        if (_state == GroupState.PreparingRebalance)
            next = Math.Min(next, _gatherUntil > now ? _gatherUntil : _joinEnds);
        if (_state == GroupState.CompletingRebalance)
            next = Math.Min(next, _syncEnds);
        _timer.Change(
            next == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(1, next - now)), Timeout.InfiniteTimeSpan);
    }
}
