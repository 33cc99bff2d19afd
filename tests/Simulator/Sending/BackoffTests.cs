using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Tests.Sending;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_longer_each_time_up_to_three_seconds_and_never_in_step()
    {
        var backoff = new Backoff(new Random(1));
        var waits = Enumerable.Range(0, 40).Select(_ => backoff.Next()).ToList();
        Assert.InRange(waits[0], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));
        Assert.InRange(waits[3], TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(800));
        Assert.All(waits.Skip(6), wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1500), TimeSpan.FromMilliseconds(3000)));
        Assert.Equal(waits.Count, waits.Distinct().Count());
        backoff.Reset();
        Assert.True(backoff.Next() <= TimeSpan.FromMilliseconds(100));
    }
}
