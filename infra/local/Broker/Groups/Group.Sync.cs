using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Groups;

internal sealed partial class Group
{
    /// <summary>Who has not asked for its assignment by then is out, ms of the group's clock.</summary>
    private long _syncEnds;

    /// <summary>Takes the leader's assignment, and gives each member its part.</summary>
    public Task<SyncResult> SyncAsync(
        string memberId, string? instanceId, int generation, string? protocolType, string? protocol, IReadOnlyDictionary<string, byte[]> assignments)
    {
        lock (_gate)
        {
            var error = Check_NeedsLock(memberId, instanceId, generation, out var member);
            if (error == ErrorCode.None && ((protocolType is not null && protocolType != _protocolType) || (protocol is not null && protocol != _protocol)))
                error = ErrorCode.InconsistentGroupProtocol;
            if (error == ErrorCode.None && _state == GroupState.PreparingRebalance)
                error = ErrorCode.RebalanceInProgress;
            if (error != ErrorCode.None)
                return Task.FromResult(new SyncResult(error, []));
            Touch_NeedsLock(member!);
            if (_state == GroupState.Stable)
                return Task.FromResult(Assignment_NeedsLock(member!));
            member!.Syncing?.TrySetResult(new SyncResult(ErrorCode.RebalanceInProgress, []));
            var syncing = new TaskCompletionSource<SyncResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            member.Syncing = syncing;
            if (memberId == _leader)
                Assign_NeedsLock(assignments);
            return syncing.Task;
        }
    }

    private void Assign_NeedsLock(IReadOnlyDictionary<string, byte[]> assignments)
    {
        _state = GroupState.Stable;
        BrokerLog.GroupRebalances(_log, Id, _members.Count, _generation, "assigned");
        foreach (var member in _members.Values)
        {
            member.Assignment = assignments.GetValueOrDefault(member.Id) ?? [];
            if (member.Syncing is null)
                continue;
            Touch_NeedsLock(member);
            member.Syncing.TrySetResult(Assignment_NeedsLock(member));
            member.Syncing = null;
        }

        Schedule_NeedsLock();
    }

    private SyncResult Assignment_NeedsLock(Member member) => new(ErrorCode.None, member.Assignment, _protocolType, _protocol);
}
