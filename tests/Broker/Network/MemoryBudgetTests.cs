using ServerlessIot.Broker.Network;

namespace ServerlessIot.Broker.Tests.Network;

public sealed class MemoryBudgetTests
{
    [Fact]
    public async Task Who_finds_too_little_waits_its_turn()
    {
        var budget = new MemoryBudget(100);
        Assert.True(budget.TakeAsync(80, CancellationToken.None).IsCompleted);
        var large = budget.TakeAsync(90, CancellationToken.None);
        var small = budget.TakeAsync(10, CancellationToken.None);
        Assert.False(large.IsCompleted || small.IsCompleted);

        budget.Return(80);

        await Task.WhenAll(large, small).WaitAsync(BrokerFixture.Patience);
    }

    [Fact]
    public void A_request_larger_than_everything_passes_alone()
    {
        var budget = new MemoryBudget(100);

        Assert.True(budget.TakeAsync(500, CancellationToken.None).IsCompleted);
        Assert.False(budget.TakeAsync(1, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_rest_to_the_others()
    {
        var budget = new MemoryBudget(100);
        await budget.TakeAsync(80, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var impatient = budget.TakeAsync(90, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        Assert.True(budget.TakeAsync(20, CancellationToken.None).IsCompleted);
    }
}
