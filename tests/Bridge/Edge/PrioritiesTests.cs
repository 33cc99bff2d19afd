using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Edge;

public class PrioritiesTests
{
    [Theory]
    [InlineData("critical", UplinkPriority.Critical)]
    [InlineData("HIGH", UplinkPriority.High)]
    [InlineData("Low", UplinkPriority.Low)]
    [InlineData("urgent", null)]
    [InlineData("1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Names_are_read(string? text, UplinkPriority? expected) => Assert.Equal(expected, Priorities.Parse(text));

    [Fact]
    public void The_operator_counts_more_than_the_device_and_alerts_are_critical()
    {
        var said = new PacketProperties { UserProperties = [new("priority", "critical")] };
        var map = new TopicMap([new() { Filter = "a/{device}", Priority = "low" }, new() { Filter = "b/{device}/{type}" }], "demo");
        Assert.Equal(UplinkPriority.Low, Priorities.Of(Priorities.Of(map.Find("a/d")!), said));
        Assert.Equal(UplinkPriority.Critical, Priorities.Of(Priorities.Of(map.Find("b/d/x")!), said));
        Assert.Equal(UplinkPriority.Medium, Priorities.Of(Priorities.Of(map.Find("b/d/x")!), PacketProperties.None));
        Assert.Equal(UplinkPriority.Critical, Priorities.Of(Priorities.Of(map.Find("b/d/alert")!), PacketProperties.None));
    }

    [Fact]
    public void An_unknown_priority_of_an_entry_is_named() => Assert.Equal(
        "Bridge__TopicMap__0__Priority", Assert.Throws<SettingException>(() => new TopicMap([new() { Filter = "a/{device}", Priority = "urgent" }], "demo")).Setting);
}
