using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Groups;

/// <summary>States of a group, with the names that DescribeGroups shows.</summary>
internal enum GroupState
{
    Empty,
    PreparingRebalance,
    CompletingRebalance,
    Stable,
}

/// <summary>What a consumer says when it joins.</summary>
internal sealed record JoinRequest(
    string MemberId, string? InstanceId, string ClientId, string ClientHost, TimeSpan SessionTimeout, TimeSpan RebalanceTimeout,
    string ProtocolType, (string Name, byte[] Metadata)[] Protocols, bool NeedsKnownId);

/// <summary>A member as the leader sees it.</summary>
internal readonly record struct JoinedMember(string Id, string? InstanceId, byte[] Metadata);

/// <summary>Answer to a join; <paramref name="Members"/> only for the leader.</summary>
internal sealed record JoinResult(
    ErrorCode Error, string MemberId, int Generation = -1, string? ProtocolType = null, string? Protocol = null, string Leader = "", JoinedMember[]? Members = null);

/// <summary>Answer to a sync: the member's assignment.</summary>
internal sealed record SyncResult(ErrorCode Error, byte[] Assignment, string? ProtocolType = null, string? Protocol = null);

/// <summary>A group as DescribeGroups and ListGroups show it.</summary>
internal sealed record GroupDescription(string Id, GroupState State, string ProtocolType, string Protocol, MemberDescription[] Members);

/// <summary>A member as DescribeGroups shows it.</summary>
internal sealed record MemberDescription(string Id, string? InstanceId, string ClientId, string ClientHost, byte[] Metadata, byte[] Assignment);
