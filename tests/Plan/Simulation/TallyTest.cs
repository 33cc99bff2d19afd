using ServerlessIot.Plan.Simulation;

namespace ServerlessIot.Plan.Tests.Simulation;

public sealed class TallyTest
{
    [Fact]
    public void Quantiles_are_exact_to_two_percent()
    {
        var tally = new Tally();
        for (var i = 1; i <= 1_000; i++) tally.Add(i / 1_000.0, 1);
        Assert.InRange(tally.Quantile(0.5), 0.49, 0.51);
        Assert.InRange(tally.Quantile(0.99), 0.97, 1.01);
        Assert.Equal(0, new Tally().Quantile(0.5));
    }

    [Fact]
    public void Ways_one_after_another_add_up()
    {
        var (one, other) = (new Tally(), new Tally());
        one.Add(2, 5);
        other.Add(3, 7);
        Assert.InRange(Tally.Sum(one, other).Quantile(0.5), 4.9, 5.1);
    }
}
