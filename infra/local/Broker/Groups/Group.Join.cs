using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Groups;

internal sealed partial class Group
{
    /// <summary>Before this time the first members of an empty group wait for more to come, ms of the group's clock.</summary>
    private long _gatherUntil;

    /// <summary>Who has not joined again by then is out, ms of the group's clock.</summary>
    private long _joinEnds;

    /// <summary>Joins or joins again; completes when all members have.</summary>
    public Task<JoinResult> JoinAsync(JoinRequest request)
    {
        lock (_gate)
        {
            if (Refusal_NeedsLock(request) is { } refusal)
                return Task.FromResult(new JoinResult(refusal, request.MemberId));
            var isNew = request.MemberId.Length == 0;
            var former = isNew && request.InstanceId is not null
                ? _members.Values.FirstOrDefault(known => known.InstanceId == request.InstanceId)
                : null;
            if (isNew && former is null && request.NeedsKnownId && request.InstanceId is null)
                return Task.FromResult(new JoinResult(ErrorCode.MemberIdRequired, NewPending_NeedsLock(request)));
            if (former is not null)
                Replace_NeedsLock(former, request);
            var known = former ?? _members.GetValueOrDefault(request.MemberId);
            if (known is not null && former is null && MayKeepGeneration_NeedsLock(known, request))
                return Task.FromResult(Result_NeedsLock(known));
            return Wait_NeedsLock(known is null ? Add_NeedsLock(request) : Update(known, request));
        }
    }

    private ErrorCode? Refusal_NeedsLock(JoinRequest request)
    {
        if (request.SessionTimeout < _options.MinSessionTimeout || request.SessionTimeout > _options.MaxSessionTimeout)
            return ErrorCode.InvalidSessionTimeout;
        if (request.Protocols.Length == 0 || request.ProtocolType.Length == 0)
            return ErrorCode.InconsistentGroupProtocol;
        var others = _members.Values.Where(member => member.Id != request.MemberId).ToArray();
        if (others.Length > 0 && (_protocolType != request.ProtocolType || !Common(others).Any(name => request.Protocols.Any(own => own.Name == name))))
            return ErrorCode.InconsistentGroupProtocol;
        if (request.MemberId.Length == 0)
            return _members.Count + _pending.Count >= _options.MaxGroupSize ? ErrorCode.GroupMaxSizeReached : null;
        if (_pending.ContainsKey(request.MemberId))
            return null;
        return _members.TryGetValue(request.MemberId, out var known) && known.InstanceId == request.InstanceId
            ? null
            : request.InstanceId is not null && _members.Values.Any(member => member.InstanceId == request.InstanceId)
                ? ErrorCode.FencedInstanceId
                : ErrorCode.UnknownMemberId;
    }

    private static IEnumerable<string> Common(IEnumerable<Member> members) =>
        members.Select(static member => member.Protocols.Select(static protocol => protocol.Name)).Aggregate(static (all, names) => all.Intersect(names));

    private string NewPending_NeedsLock(JoinRequest request)
    {
        var id = NewId(request);
        _pending[id] = Now + (long)request.SessionTimeout.TotalMilliseconds;
        Schedule_NeedsLock();
        return id;
    }

    private static string NewId(JoinRequest request) => $"{request.InstanceId ?? request.ClientId}-{Guid.NewGuid():D}";

    /// <summary>A static member came back under its name: it gets a new id, and the old one is fenced.</summary>
    private void Replace_NeedsLock(Member member, JoinRequest request)
    {
        member.Joining?.TrySetResult(new JoinResult(ErrorCode.FencedInstanceId, member.Id));
        member.Syncing?.TrySetResult(new SyncResult(ErrorCode.FencedInstanceId, []));
        member.Joining = null;
        member.Syncing = null;
        _members.Remove(member.Id);
        if (_leader == member.Id)
            _leader = null;
        member.Id = NewId(request);
        _members[member.Id] = member;
    }

    private bool MayKeepGeneration_NeedsLock(Member member, JoinRequest request) => member.Speaks(request.Protocols) && _state switch
    {
        GroupState.Stable => member.Id != _leader,
        GroupState.CompletingRebalance => true,
        _ => false,
    };

    private Member Add_NeedsLock(JoinRequest request)
    {
        var id = request.MemberId.Length > 0 ? request.MemberId : NewId(request);
        _pending.Remove(id);
        var member = new Member
        {
            Id = id,
            InstanceId = request.InstanceId,
            ClientId = request.ClientId,
            ClientHost = request.ClientHost,
            SessionTimeout = request.SessionTimeout,
            RebalanceTimeout = request.RebalanceTimeout,
            Protocols = request.Protocols,
        };
        if (_members.Count == 0)
            _protocolType = request.ProtocolType;
        _members.Add(id, member);
        return member;
    }

    private static Member Update(Member member, JoinRequest request)
    {
        member.ClientId = request.ClientId;
        member.ClientHost = request.ClientHost;
        member.SessionTimeout = request.SessionTimeout;
        member.RebalanceTimeout = request.RebalanceTimeout;
        member.Protocols = request.Protocols;
        return member;
    }

    private Task<JoinResult> Wait_NeedsLock(Member member)
    {
        // A client that lost its connection while it waited asks again: the answer goes to the newer question.
        member.Joining?.TrySetResult(new JoinResult(ErrorCode.RebalanceInProgress, member.Id));
        var joining = new TaskCompletionSource<JoinResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        member.Joining = joining;
        Touch_NeedsLock(member);
        if (_state != GroupState.PreparingRebalance)
            Prepare_NeedsLock($"{member.Id} joins");
        TryCompleteJoin_NeedsLock();
        return joining.Task;
    }

    private void Prepare_NeedsLock(string reason)
    {
        foreach (var member in _members.Values)
        {
            member.Syncing?.TrySetResult(new SyncResult(ErrorCode.RebalanceInProgress, []));
            member.Syncing = null;
        }

        var timeout = _members.Count == 0 ? 0 : _members.Values.Max(static member => member.RebalanceTimeout).TotalMilliseconds;
        _gatherUntil = _state == GroupState.Empty ? Now + (long)_options.GroupInitialRebalanceDelay.TotalMilliseconds : 0;
        _joinEnds = Now + (long)timeout;
        _state = GroupState.PreparingRebalance;
        BrokerLog.GroupRebalances(_log, Id, _members.Count, _generation, reason);
        Schedule_NeedsLock();
    }

    private void TryCompleteJoin_NeedsLock()
    {
        if (_state != GroupState.PreparingRebalance || Now < _gatherUntil)
            return;
        if ((_members.Values.All(static member => member.Joining is not null) && _pending.Count == 0) || Now >= _joinEnds)
            CompleteJoin_NeedsLock();
    }

    private void CompleteJoin_NeedsLock()
    {
        foreach (var absent in _members.Values.Where(static member => member.Joining is null).ToArray())
            _members.Remove(absent.Id);
        _generation++;
        if (_members.Count == 0)
        {
            _state = GroupState.Empty;
            _protocol = null;
            _leader = null;
            return;
        }

        _protocol = Choose_NeedsLock();
        _leader = _leader is not null && _members.ContainsKey(_leader) ? _leader : _members.Keys.First();
        _state = GroupState.CompletingRebalance;
        _syncEnds = Now + (long)_members.Values.Max(static member => member.RebalanceTimeout).TotalMilliseconds;
        foreach (var member in _members.Values)
        {
            member.Assignment = [];
            Touch_NeedsLock(member);
            member.Joining!.TrySetResult(Result_NeedsLock(member));
            member.Joining = null;
        }

        Schedule_NeedsLock();
    }

    /// <summary>Every member votes for the first of its protocols that all speak.</summary>
    private string Choose_NeedsLock()
    {
        var common = Common(_members.Values).ToHashSet();
        return _members.Values
            .Select(member => member.Protocols.First(protocol => common.Contains(protocol.Name)).Name)
            .GroupBy(static name => name)
            .MaxBy(static votes => votes.Count())!.Key;
    }

    private JoinResult Result_NeedsLock(Member member) => new(
        ErrorCode.None, member.Id, _generation, _protocolType, _protocol, _leader!,
        member.Id == _leader ? [.. _members.Values.Select(other => new JoinedMember(other.Id, other.InstanceId, other.MetadataFor(_protocol)))] : []);
}
