using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Topics;

public class TopicMapTests
{
    private static readonly TopicMap Default = new(DefaultTopicMap.Entries, "demo");

    [Theory]
    [InlineData("acme/plant1/temp-001/telemetry/temperature", "acme", "temp-001", "temperature")]
    [InlineData("sensors/s1/data", "demo", "s1", null)]
    [InlineData("sensors/s1/humidity", "demo", "s1", "humidity")]
    [InlineData("devices/d9/status", "demo", "d9", "status")]
    [InlineData("vehicles/VIN42/telemetry", "demo", "VIN42", "vehicle")]
    [InlineData("lights/l7/status", "demo", "l7", "status")]
    [InlineData("parking/p7/occupancy", "demo", "p7", "occupancy")]
    [InlineData("manhole/m7/alarm", "demo", "m7", "alarm")]
    [InlineData("alerts/d1", "demo", "d1", "alert")]
    [InlineData("devices/d9/messages/events/", "demo", "d9", null)]
    [InlineData("devices/d9/messages/events/%24.ct=application%2Fjson&a=b", "demo", "d9", null)]
    [InlineData("spBv1.0/plant/NDATA/node1", "demo", "plant:node1", "NDATA")]
    [InlineData("spBv1.0/plant/DBIRTH/node1/press", "demo", "plant:node1:press", "DBIRTH")]
    [InlineData("spBv1.0/plant/DDATA/telemetry/d1", "demo", "plant:telemetry:d1", "DDATA")]
    [InlineData("acme/werk süd/Fühler 1/telemetry/°C", "acme", "Fühler 1", "°C")]
    public void The_default_map_knows(string topic, string tenant, string device, string? type) =>
        Assert.Equal(new TopicRoute(tenant, device, type), Default.Find(topic));

    [Theory]
    [InlineData("nowhere")]
    [InlineData("sensors")]
    [InlineData("sensors/s1")]
    [InlineData("sensors/s1/data/more")]
    [InlineData("sensors//data")]
    [InlineData("/plant1/temp-001/telemetry/temperature")]
    [InlineData("acme/plant1/temp-001/telemetry/")]
    [InlineData("acme/plant1/temp\u0001/telemetry/temperature")]
    [InlineData("$SYS/plant1/temp-001/telemetry/temperature")]
    [InlineData("acme/plant1/temp-001/Telemetry/temperature")]
    public void The_default_map_does_not_know(string topic) => Assert.Null(Default.Find(topic));

    [Fact]
    public void Names_have_at_most_128_characters()
    {
        Assert.NotNull(Default.Find($"sensors/{new string('x', 128)}/data"));
        Assert.Null(Default.Find($"sensors/{new string('x', 129)}/data"));
    }

    [Theory]
    [InlineData("a/+/#", "a/b", true)]
    [InlineData("a/+/#", "a/b/c/d", true)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("#", "any/thing", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/x", "$SYS/x", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a/b", "a/b/", false)]
    [InlineData("a/+", "a/", true)]
    public void Filters_match_as_MQTT_says(string filter, string topic, bool matches) =>
        Assert.Equal(matches, new TopicMap([new() { Filter = filter, Device = "x" }], "t").Find(topic) is not null);

    [Fact]
    public void Values_are_literals_levels_or_captures_and_may_be_mixed()
    {
        var map = new TopicMap([new() { Filter = "v1/{site}/+/{kind}", Tenant = "acme", Device = "{site}-{3}", Type = "{kind}" }], "t");
        Assert.Equal(new TopicRoute("acme", "north-d7", "flow"), map.Find("v1/north/d7/flow"));
    }

    [Fact]
    public void The_first_match_counts()
    {
        var map = new TopicMap([new() { Filter = "a/{device}", Type = "first" }, new() { Filter = "#", Device = "any" }], "t");
        Assert.Equal(new TopicRoute("t", "d", "first"), map.Find("a/d"));
        Assert.Equal(new TopicRoute("t", "any", null), map.Find("a/d/e"));
    }

    [Theory]
    [InlineData("", null, "Filter", "empty")]
    [InlineData("a/#/b", "x", "Filter", "mixes")]
    [InlineData("a/b+", "x", "Filter", "mixes")]
    [InlineData("a/{x}y", "x", "Filter", "mixes")]
    [InlineData("{a}/{a}", "x", "Filter", "twice")]
    [InlineData("{1}/b", "x", "Filter", "no name")]
    [InlineData("a/+", null, "Device", "neither")]
    [InlineData("a/+", "{3}", "Device", "neither a level nor a capture")]
    [InlineData("a/+", "{0}", "Device", "neither a level nor a capture")]
    [InlineData("a/+", "{site}", "Device", "neither a level nor a capture")]
    [InlineData("a/+", "{2", "Device", "does not close")]
    public void An_unusable_entry_is_named_at_the_start(string filter, string? device, string part, string why)
    {
        var ok = new TopicMapEntry { Filter = "ok/{device}" };
        var e = Assert.Throws<SettingException>(() => new TopicMap([ok, new() { Filter = filter, Device = device }], "t"));
        Assert.Equal($"Bridge__TopicMap__1__{part}", e.Setting);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }
}
