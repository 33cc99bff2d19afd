using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Edge;
using Microsoft.Extensions.Logging.Abstractions;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>How long it takes until a topic counts as missing, and as there.</summary>
public class LogTopicsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly HandClock _clock = new();
    private readonly LogTopics _topics;

    public LogTopicsTests() => _topics = new LogTopics(["x"], NullLogger.Instance, _clock);

    [Fact]
    public void A_topic_that_never_was_there_is_missing_at_once_and_there_at_once()
    {
        Assert.True(_topics.Takes("x"));
        Assert.True(_topics.Missing("x", "unknown"));
        Assert.False(_topics.Takes("x"));
        Assert.False(_topics.Missing("x", "unknown"));
        _topics.Found("x");
        Assert.True(_topics.Takes("x"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_was_there_is_missing_when_the_log_says_so_without_a_break(bool leaderless)
    {
        bool Doubt() => leaderless ? _topics.Leaderless("x") : _topics.Missing("x", "unknown");
        _topics.Found("x");
        Assert.False(Doubt());
        _clock.Advance(LogTopics.Grace - Second);
        Assert.False(Doubt());
        _topics.Found("x");
        _clock.Advance(Second);
        Assert.False(Doubt());
        _clock.Advance(LogTopics.Grace);
        Assert.True(_topics.Takes("x"));
        Assert.True(Doubt());
        Assert.False(_topics.Takes("x"));
    }

    [Fact]
    public void A_topic_that_never_had_a_leader_has_the_same_time()
    {
        Assert.False(_topics.Leaderless("x"));
        _clock.Advance(LogTopics.Grace);
        Assert.True(_topics.Leaderless("x"));
    }

    [Fact]
    public void What_may_not_be_written_is_not_there_for_five_minutes_though_it_can_be_seen()
    {
        _topics.Found("x");
        _topics.Refused("x", "forbidden", forbidden: true);
        _clock.Advance(LogTopics.RefusalCounts - Second);
        _topics.Found("x");
        Assert.False(_topics.Takes("x"));
        _clock.Advance(Second);
        _topics.Found("x");
        Assert.True(_topics.Takes("x"));
    }

    [Fact]
    public void One_that_no_setting_leads_to_is_asked_for_and_there_when_the_log_has_said_so()
    {
        Assert.Equal(["x"], _topics.Names);
        Assert.False(_topics.Takes("left"));
        Assert.False(_topics.Takes("left"));
        Assert.Equal(["x", "left"], _topics.Names);
        Assert.True(_topics.Missing("left", "unknown"));
        Assert.False(_topics.Takes("left"));
        _topics.Found("left");
        Assert.True(_topics.Takes("left"));
        Assert.True(_topics.Takes("x"));
    }

    [Fact]
    public void What_went_with_a_record_is_missing_until_it_is_found()
    {
        _topics.Found("x");
        _topics.Refused("x", "unknown", forbidden: false);
        Assert.False(_topics.Takes("x"));
        _topics.Found("x");
        Assert.True(_topics.Takes("x"));
    }
}
