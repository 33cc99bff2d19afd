using ServerlessIot.Host.Kafka;

namespace ServerlessIot.Host.Tests.Kafka;

public sealed class ScalePlanTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    [InlineData(3999, 4)]
    [InlineData(5001, 5)]
    [InlineData(long.MaxValue / 2, 5)]
    public void Instances_are_lag_over_threshold_up_to_the_limit(long lag, int expected) =>
        Assert.Equal(expected, new ScalePlan(1000, 5, _time).Target(new Lag(lag, 8), 1));

    [Fact]
    public void There_are_never_more_instances_than_partitions() =>
        Assert.Equal(3, new ScalePlan(1000, 5, _time).Target(new Lag(9000, 3), 1));

    [Fact]
    public void Fewer_instances_wait_for_a_minute_after_the_last_increase()
    {
        var plan = new ScalePlan(1000, 5, _time);
        Assert.Equal(4, plan.Target(new Lag(4000, 8), 1));
        _time.Advance(ScalePlan.Cooldown - TimeSpan.FromSeconds(1));
        Assert.Equal(4, plan.Target(new Lag(0, 8), 4));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, plan.Target(new Lag(0, 8), 4));
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
