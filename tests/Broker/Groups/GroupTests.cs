using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Tests.Groups;

public sealed class GroupTests : IDisposable
{
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rebalance = TimeSpan.FromSeconds(60);
    private readonly ManualTime _time = new();
    private readonly Group _group;

    public GroupTests() => _group = new Group("g", new BrokerOptions { Directory = "-", TimeProvider = _time, MaxGroupSize = 3 }, NullLogger.Instance);

    [Fact]
    public async Task The_first_member_waits_a_moment_for_others_and_leads()
    {
        var first = JoinAsync(Join(""));
        var second = JoinAsync(Join(""));
        Assert.False(first.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(100));

        var leader = await first;
        Assert.Equal((ErrorCode.None, 1, 2), (leader.Error, leader.Generation, leader.Members!.Length));
        Assert.Equal(leader.MemberId, leader.Leader);
        Assert.Empty((await second).Members!);
    }

    [Fact]
    public async Task Everyone_gets_what_the_leader_assigned()
    {
        var (leader, follower) = await TwoJoinedAsync();
        var waiting = Sync(follower);
        Assert.False(waiting.IsCompleted);

        var own = await Sync(leader, new() { [leader.MemberId] = [1], [follower.MemberId] = [2] });

        Assert.Equal([1], own.Assignment);
        Assert.Equal([2], (await waiting).Assignment);
        Assert.Equal(GroupState.Stable, _group.Describe().State);
        Assert.Equal(ErrorCode.None, Beat(follower));
    }

    [Fact]
    public async Task A_member_that_falls_silent_is_out_and_the_others_are_told_to_join_again()
    {
        var (leader, follower) = await TwoStableAsync();

        _time.Advance(Session / 2);
        Assert.Equal(ErrorCode.None, Beat(leader));
        _time.Advance(Session / 2 + TimeSpan.FromMilliseconds(5));

        Assert.Equal(ErrorCode.UnknownMemberId, Beat(follower));
        Assert.Equal(ErrorCode.RebalanceInProgress, Beat(leader));
        var again = await JoinAsync(Join(leader.MemberId));
        Assert.Equal((2, 1), (again.Generation, again.Members!.Length));
    }

    [Fact]
    public async Task A_new_member_waits_for_the_others_and_who_does_not_come_in_time_is_out()
    {
        var (leader, follower) = await TwoStableAsync();
        var joining = JoinAsync(Join(""));
        Assert.Equal(ErrorCode.RebalanceInProgress, Beat(follower));
        var rejoining = JoinAsync(Join(leader.MemberId));

        // The follower shows that it lives, but never joins again.
        for (var i = 0; i < 13; i++)
        {
            Beat(follower);
            _time.Advance(Session / 2);
        }

        Assert.Equal(2, (await rejoining).Members!.Length);
        Assert.Equal(ErrorCode.None, (await joining).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, Beat(follower));
    }

    [Fact]
    public async Task A_leader_that_never_assigns_is_out()
    {
        var (leader, follower) = await TwoJoinedAsync();
        var waiting = Sync(follower);

        for (var i = 0; i < 13; i++)
        {
            Beat(leader);
            _time.Advance(Session / 2);
        }

        Assert.Equal(ErrorCode.RebalanceInProgress, (await waiting).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, Beat(leader));
    }

    [Fact]
    public async Task A_leaving_member_makes_the_others_join_again_and_the_last_one_leaves_it_empty()
    {
        var (leader, follower) = await TwoStableAsync();

        Assert.Equal(ErrorCode.None, _group.Leave(leader.MemberId, null));
        Assert.Equal(ErrorCode.RebalanceInProgress, Beat(follower));
        Assert.Equal(ErrorCode.UnknownMemberId, _group.Leave(leader.MemberId, null));
        Assert.Equal(ErrorCode.None, _group.Leave(follower.MemberId, null));

        Assert.True(_group.IsEmpty);
        Assert.Equal(GroupState.Empty, _group.Describe().State);
    }

    [Fact]
    public async Task A_newer_client_first_gets_an_id_and_joins_with_it()
    {
        var refused = await JoinAsync(Join("") with { NeedsKnownId = true });
        Assert.Equal(ErrorCode.MemberIdRequired, refused.Error);

        var joining = JoinAsync(Join(refused.MemberId) with { NeedsKnownId = true });
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal((ErrorCode.None, refused.MemberId), ((await joining).Error, (await joining).MemberId));
    }

    [Fact]
    public async Task An_id_that_was_given_out_lapses_with_the_session_timeout()
    {
        var refused = await JoinAsync(Join("") with { NeedsKnownId = true });

        _time.Advance(Session + TimeSpan.FromMilliseconds(5));

        Assert.True(_group.IsEmpty);
        Assert.Equal(ErrorCode.UnknownMemberId, (await JoinAsync(Join(refused.MemberId))).Error);
    }

    [Fact]
    public async Task A_static_member_that_comes_back_takes_its_place_and_fences_the_old_one()
    {
        var joining = JoinAsync(Join("") with { InstanceId = "i" });
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var old = await joining;
        await Sync(old, []);

        var back = await JoinAsync(Join("") with { InstanceId = "i" });

        Assert.NotEqual(old.MemberId, back.MemberId);
        Assert.Single(back.Members!);
        Assert.Equal(ErrorCode.FencedInstanceId, _group.Heartbeat(old.MemberId, "i", back.Generation));
    }

    [Fact]
    public async Task The_protocol_is_one_that_all_speak_and_who_speaks_none_is_refused()
    {
        var first = JoinAsync(Join("", "sticky", "range"));
        var second = JoinAsync(Join("", "range"));
        var third = JoinAsync(Join("", "other"));
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal("range", (await first).Protocol);
        Assert.Equal("range", (await second).Protocol);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await third).Error);
    }

    [Fact]
    public async Task Commits_are_taken_from_members_of_this_generation_or_from_nobody_s_group()
    {
        Assert.Equal(ErrorCode.None, _group.CheckCommit("", null, -1));
        Assert.Equal(ErrorCode.IllegalGeneration, _group.CheckCommit("gone", null, 4));
        var (leader, _) = await TwoStableAsync();

        Assert.Equal(ErrorCode.None, _group.CheckCommit(leader.MemberId, null, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, _group.CheckCommit(leader.MemberId, null, 0));
        Assert.Equal(ErrorCode.UnknownMemberId, _group.CheckCommit("stranger", null, 1));
        Assert.Equal(ErrorCode.UnknownMemberId, _group.CheckCommit("", null, -1));
    }

    [Fact]
    public async Task A_group_has_a_largest_size_and_sessions_have_limits()
    {
        for (var i = 0; i < 3; i++)
            Assert.False(JoinAsync(Join("")).IsCompleted);

        Assert.Equal(ErrorCode.GroupMaxSizeReached, (await JoinAsync(Join(""))).Error);
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await JoinAsync(Join("") with { SessionTimeout = TimeSpan.FromHours(1) })).Error);
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await JoinAsync(Join("") with { SessionTimeout = TimeSpan.Zero })).Error);
    }

    private static JoinRequest Join(string id, params string[] protocols) => new(
        id, null, "client", "host", Session, Rebalance, "consumer",
        Array.ConvertAll(protocols.Length == 0 ? ["range"] : protocols, name => (name, new byte[] { 9 })), NeedsKnownId: false);

    private ErrorCode Beat(JoinResult member) => _group.Heartbeat(member.MemberId, null, 1);

    private Task<JoinResult> JoinAsync(JoinRequest request) => _group.JoinAsync(request).WaitAsync(BrokerFixture.Patience);

    private Task<SyncResult> Sync(JoinResult member, Dictionary<string, byte[]>? assignments = null) =>
        _group.SyncAsync(member.MemberId, null, member.Generation, null, null, assignments ?? []).WaitAsync(BrokerFixture.Patience);

    private async Task<(JoinResult Leader, JoinResult Follower)> TwoJoinedAsync()
    {
        var first = JoinAsync(Join(""));
        var second = JoinAsync(Join(""));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return (await first, await second);
    }

    private async Task<(JoinResult Leader, JoinResult Follower)> TwoStableAsync()
    {
        var (leader, follower) = await TwoJoinedAsync();
        await Sync(leader, []);
        await Sync(follower);
        return (leader, follower);
    }

    public void Dispose() => _group.Dispose();
}
