using System.Net;
using ServerlessIot.Bridge.Access.Challenges;

namespace ServerlessIot.Bridge.Tests.Access.Challenges;

public sealed class ProofTurnsTests
{
    private readonly ProofTurns _turns = new(atOnce: 1, mostOfOne: 3);
    private readonly List<string> _served = [];

    [Fact]
    public async Task Every_party_has_its_turn_however_many_wait_of_another()
    {
        Assert.True(await _turns.WaitAsync("first", known: false, default));
        Task[] waiting = [WaitAsync("a"), WaitAsync("a"), WaitAsync("a"), WaitAsync("b"), WaitAsync("c"), WaitAsync("b")];
        _turns.Done();
        await Task.WhenAll(waiting);
        Assert.Equal(["a", "b", "c", "a", "b", "a"], _served);
    }

    [Fact]
    public async Task Who_is_in_has_every_second_turn()
    {
        Assert.True(await _turns.WaitAsync("first", known: false, default));
        Task[] waiting = [WaitAsync("a"), WaitAsync("b"), WaitAsync("c"), WaitAsync("x", known: true), WaitAsync("y", known: true)];
        _turns.Done();
        await Task.WhenAll(waiting);
        Assert.InRange(_served.IndexOf("x"), 0, 1);
        Assert.InRange(_served.IndexOf("y"), 2, 3);
        Assert.Equal(["a", "b", "c"], _served.Where(who => who[0] < 'x'));
    }

    [Fact]
    public async Task So_many_of_one_may_wait_and_no_more_and_others_still_may()
    {
        Assert.True(await _turns.WaitAsync("a", known: false, default));
        Task[] waiting = [WaitAsync("a"), WaitAsync("a"), WaitAsync("a")];
        Assert.False(await _turns.WaitAsync("a", known: false, default));
        waiting = [.. waiting, WaitAsync("b")];
        _turns.Done();
        await Task.WhenAll(waiting);
        Assert.True(await _turns.WaitAsync("a", known: false, default));
    }

    [Fact]
    public async Task Who_goes_leaves_its_place_and_its_turn_to_others()
    {
        Assert.True(await _turns.WaitAsync("first", known: false, default));
        using var gone = new CancellationTokenSource();
        Task[] leaving = [.. Enumerable.Range(0, 3).Select(_ => _turns.WaitAsync("a", known: false, gone.Token))];
        await gone.CancelAsync();
        foreach (var one in leaving)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Task[] waiting = [WaitAsync("a"), WaitAsync("a"), WaitAsync("a"), WaitAsync("b")];
        _turns.Done();
        await Task.WhenAll(waiting);
        Assert.Equal(["a", "b", "a", "a"], _served);
    }

    [Fact]
    public async Task Of_many_that_come_and_go_at_once_no_turn_is_lost()
    {
        var turns = new ProofTurns(atOnce: 2, mostOfOne: 1_000);
        var (now, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource();
            if (i % 3 == 0)
                patience.CancelAfter(TimeSpan.FromMilliseconds(i % 7));
            try
            {
                if (!await turns.WaitAsync(i % 10, known: i % 5 == 0, patience.Token))
                    return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
            turns.Done();
        })));
        Assert.InRange(most, 1, 2);
        Assert.True(await turns.WaitAsync("x", known: false, default));
        Assert.True(await turns.WaitAsync("x", known: false, default));
        Assert.False(turns.WaitAsync("x", known: false, default).IsCompleted);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void Parties_are_addresses_and_of_IPv6_networks(string one, string two, bool same) =>
        Assert.Equal(same, ProofParty.Of(IPAddress.Parse(one)).Equals(ProofParty.Of(IPAddress.Parse(two))));

    private async Task WaitAsync(string party, bool known = false)
    {
        Assert.True(await _turns.WaitAsync(party, known, default));
        _served.Add(party);
        _turns.Done();
    }
}
