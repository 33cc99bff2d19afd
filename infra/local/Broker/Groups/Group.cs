using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Groups;

/// <summary>A consumer group (Kafka documentation, "Consumer rebalance protocol", classic): who is in it and who reads what.</summary>
internal sealed partial class Group : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Member> _members = [];

    /// <summary>Ids given out to members that have not come back with them yet, with the time when they lapse.</summary>
    private readonly Dictionary<string, long> _pending = [];
    private readonly BrokerOptions _options;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private string? _protocolType;
    private string? _protocol;
    private string? _leader;
    private int _generation;
    private GroupState _state;

    public Group(string id, BrokerOptions options, ILogger log)
    {
        Id = id;
        _options = options;
        _log = log;
        _timer = options.TimeProvider.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Id { get; }

    /// <summary>Whether it has, or expects, a member.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _members.Count == 0 && _pending.Count == 0;
        }
    }

    private long Now => (long)_options.TimeProvider.GetElapsedTime(0).TotalMilliseconds;

    public GroupDescription Describe()
    {
        lock (_gate)
        {
            var stable = _state == GroupState.Stable;
            MemberDescription[] members =
            [
                .. _members.Values.Select(member => new MemberDescription(
                    member.Id, member.InstanceId, member.ClientId, member.ClientHost,
                    stable ? member.MetadataFor(_protocol) : [], stable ? member.Assignment : [])),
            ];
            return new GroupDescription(Id, _state, _protocolType ?? "", stable ? _protocol ?? "" : "", members);
        }
    }

    public ErrorCode Heartbeat(string memberId, string? instanceId, int generation)
    {
        lock (_gate)
        {
            if (_pending.ContainsKey(memberId))
                return ErrorCode.None;
            var error = Check_NeedsLock(memberId, instanceId, generation, out var member);
            if (error != ErrorCode.None)
                return error;
            Touch_NeedsLock(member!);
            return _state == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
        }
    }

    /// <summary>Whether a commit of offsets is allowed; a member's commit also counts as a sign of life.</summary>
    public ErrorCode CheckCommit(string memberId, string? instanceId, int generation)
    {
        lock (_gate)
        {
            if (generation < 0 && memberId.Length == 0)
                return _members.Count == 0 ? ErrorCode.None : ErrorCode.UnknownMemberId;
            if (_members.Count == 0)
                return ErrorCode.IllegalGeneration;
            var error = Check_NeedsLock(memberId, instanceId, generation, out var member);
            if (error != ErrorCode.None)
                return error;
            Touch_NeedsLock(member!);
            return _state == GroupState.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
        }
    }

    /// <summary>Takes a member out at its own wish.</summary>
    public ErrorCode Leave(string memberId, string? instanceId)
    {
        lock (_gate)
        {
            if (_pending.Remove(memberId))
            {
                TryCompleteJoin_NeedsLock();
                return ErrorCode.None;
            }

            var member = memberId.Length == 0 && instanceId is not null
                ? _members.Values.FirstOrDefault(known => known.InstanceId == instanceId)
                : _members.GetValueOrDefault(memberId);
            if (member is null)
                return ErrorCode.UnknownMemberId;
            if (instanceId is not null && member.InstanceId != instanceId)
                return ErrorCode.FencedInstanceId;
            Remove_NeedsLock(member, "a member left");
            return ErrorCode.None;
        }
    }

    private ErrorCode Check_NeedsLock(string memberId, string? instanceId, int generation, out Member? member)
    {
        if (!_members.TryGetValue(memberId, out member))
        {
            var replaced = instanceId is not null && _members.Values.Any(known => known.InstanceId == instanceId);
            return replaced ? ErrorCode.FencedInstanceId : ErrorCode.UnknownMemberId;
        }

        return generation == _generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    private void Touch_NeedsLock(Member member)
    {
        // The timer stays as it is: when it fires too early it looks again.
        member.SessionEnds = Now + (long)member.SessionTimeout.TotalMilliseconds;
    }

    private void Remove_NeedsLock(Member member, string reason)
    {
        _members.Remove(member.Id);
        member.Joining?.TrySetResult(new JoinResult(ErrorCode.UnknownMemberId, member.Id));
        member.Syncing?.TrySetResult(new SyncResult(ErrorCode.UnknownMemberId, []));
        if (_leader == member.Id)
            _leader = null;
        if (_state is GroupState.Stable or GroupState.CompletingRebalance)
            Prepare_NeedsLock(reason);
        TryCompleteJoin_NeedsLock();
    }

    /// <summary>Ends all waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer.Dispose();
            foreach (var member in _members.Values)
            {
                member.Joining?.TrySetResult(new JoinResult(ErrorCode.CoordinatorNotAvailable, member.Id));
                member.Syncing?.TrySetResult(new SyncResult(ErrorCode.CoordinatorNotAvailable, []));
            }
        }
    }
}
