using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Tests.Kafka;

public class InFlightBudgetTests
{
    [Fact]
    public void Messages_are_bounded()
    {
        var budget = new InFlightBudget(2, 1_000);
        Assert.True(budget.TryTake(1));
        Assert.True(budget.TryTake(1));
        Assert.False(budget.TryTake(1));
        budget.Return(1);
        Assert.True(budget.TryTake(1));
    }

    [Fact]
    public void Bytes_are_bounded_and_one_message_may_exceed_them()
    {
        var budget = new InFlightBudget(100, 10);
        Assert.True(budget.TryTake(9));
        Assert.True(budget.TryTake(500));
        Assert.False(budget.TryTake(1));
        Assert.Equal((2, 509L), (budget.Messages, budget.Bytes));
    }

    [Fact]
    public async Task Those_who_wait_are_served_in_line_and_nobody_jumps_it()
    {
        var budget = new InFlightBudget(1, 1_000);
        Assert.True(budget.TryTake(1));
        var first = budget.TakeAsync(1, default);
        var second = budget.TakeAsync(1, default);
        budget.Return(1);
        await first.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(second.IsCompleted);
        budget.Return(1);
        await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(budget.TryTake(1));
    }

    [Fact]
    public async Task Whoever_gives_up_takes_nothing()
    {
        var budget = new InFlightBudget(1, 1_000);
        Assert.True(budget.TryTake(1));
        using var patience = new CancellationTokenSource();
        var waiting = budget.TakeAsync(1, patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var empty = budget.WhenEmpty();
        Assert.False(empty.IsCompleted);
        budget.Return(1);
        await empty.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((0, 0L), (budget.Messages, budget.Bytes));
    }
}
