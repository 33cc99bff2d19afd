using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Edge;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>What is refused without asking, after the log refused something as too large.</summary>
public class SizeLimitsTests
{
    private readonly HandClock _clock = new();
    private readonly SizeLimits _limits;

    public SizeLimitsTests() => _limits = new SizeLimits(_clock);

    [Fact]
    public void What_one_topic_refused_says_nothing_of_others_nor_of_what_is_smaller()
    {
        _limits.Refused("x", 150);
        Assert.False(_limits.Takes("x", 150));
        Assert.False(_limits.Takes("x", 200));
        Assert.True(_limits.Takes("x", 149));
        Assert.True(_limits.Takes("y", 200));
    }

    [Fact]
    public void The_smallest_refusal_counts()
    {
        _limits.Refused("x", 150);
        _limits.Refused("y", 300);
        _limits.Refused("x", 120);
        _limits.Refused("x", 200);
        Assert.False(_limits.Takes("x", 120));
        Assert.True(_limits.Takes("y", 200));
        Assert.False(_limits.Takes("y", 300));
    }

    [Fact]
    public void After_a_while_the_log_is_asked_again()
    {
        _limits.Refused("x", 150);
        _clock.Advance(SizeLimits.Counts / 2);
        _limits.Refused("y", 100);
        _clock.Advance(SizeLimits.Counts / 2);
        Assert.True(_limits.Takes("x", 150));
        Assert.False(_limits.Takes("y", 150));
        _limits.Refused("x", 200);
        Assert.False(_limits.Takes("x", 200));
        Assert.True(_limits.Takes("x", 150));
    }
}
