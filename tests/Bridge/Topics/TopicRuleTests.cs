using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Topics;

/// <summary>What an entry says beside tenant, device and type.</summary>
public class TopicRuleTests
{
    private static readonly TopicTargets Targets = new(["env.temperature.raw", "env.humidity.raw"], ["telemetry.raw", "alerts"]);

    [Theory]
    [InlineData("acme_s1", "acme")]
    [InlineData("acme_north_s1", "acme")]
    [InlineData("s1", "city")]
    public void The_tenant_is_the_devices_prefix_where_it_has_one(string device, string tenant)
    {
        var route = Map(new() { Filter = "a/{device}", TenantSeparator = "_", Tenant = "city" }).Find($"a/{device}");
        Assert.Equal(new TopicRoute(tenant, device, null), route! with { Headers = [] });
    }

    [Fact]
    public void A_prefix_that_is_no_name_leads_nowhere()
    {
        Assert.Null(Map(new() { Filter = "a/{device}", TenantSeparator = "_" }).Find("a/_s1", out var refusal));
        Assert.Contains(TopicRoute.NameRule, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lighting.status.raw", "a/d/temperature", "lighting.status.raw")]
    [InlineData("env.{type}.raw", "a/d/temperature", "env.temperature.raw")]
    [InlineData("env.{3}.raw", "a/d/humidity", "env.humidity.raw")]
    [InlineData("{type}", "a/d/env.humidity.raw", "env.humidity.raw")]
    [InlineData("env.{type}.raw", "a/d/pressure", null)]
    [InlineData("{type}", "a/d/alerts", null)]
    [InlineData("{type}", "a/d/telemetry.raw", null)]
    [InlineData("{type}", "a/d/lighting.status.raw", null)]
    public void Levels_of_a_topic_lead_to_named_Kafka_topics_only(string kafkaTopic, string topic, string? expected)
    {
        var map = Maps(new() { Filter = "a/{device}/{type}", KafkaTopic = kafkaTopic }, new() { Filter = "b/{device}", KafkaTopic = "lighting.status.raw" });
        Assert.Equal(expected, map.Find(topic, out var refusal)?.KafkaTopic);
        Assert.Equal(expected is null, refusal?.Contains("Bridge__KafkaTopics does not name", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_map_knows_every_Kafka_topic_that_it_may_lead_to() => Assert.Equal(
        ["lighting.status.raw", "env.temperature.raw", "env.humidity.raw"],
        Maps(new() { Filter = "a/{device}", KafkaTopic = "lighting.status.raw" }, new() { Filter = "b/{device}/{type}", KafkaTopic = "env.{type}.raw" }, new() { Filter = "c/{device}" }).KafkaTopics);

    [Fact]
    public void Headers_are_texts_with_levels_and_what_was_found()
    {
        var route = Map(new()
        {
            Filter = "{site}/+/{type}",
            Device = "{site}_{2}",
            TenantSeparator = "_",
            Headers = new Dictionary<string, string> { ["tenant_id"] = "{tenant}", ["device-id"] = "{device}", ["place"] = "{site}:{1}/{3}", ["kind"] = "{type}", ["region"] = "eu", ["none"] = "" },
        }).Find("north/s1/flow")!;
        Assert.Equal("tenant_id=north device-id=north_s1 place=north:north/flow kind=flow region=eu none=", string.Join(' ', route.Headers.Select(h => $"{h.Key}={h.Value}")));
    }

    [Fact]
    public void A_header_that_becomes_too_long_leads_nowhere()
    {
        var map = Map(new() { Filter = "a/{device}/#", Headers = new Dictionary<string, string> { ["x"] = "{device}{device}{device}" } });
        Assert.NotNull(map.Find($"a/{new string('d', 85)}"));
        Assert.Null(map.Find($"a/{new string('d', 86)}", out var refusal));
        Assert.Contains("header x", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("telemetry.raw", "KafkaTopic", "one of the pipeline's own")]
    [InlineData("alerts", "KafkaTopic", "one of the pipeline's own")]
    [InlineData("no/topic", "KafkaTopic", "no Kafka topic's name")]
    [InlineData("..", "KafkaTopic", "no Kafka topic's name")]
    [InlineData("{site}", "KafkaTopic", "neither a level nor a capture")]
    public void An_unusable_Kafka_topic_is_named_at_the_start(string kafkaTopic, string part, string why) =>
        Refused(new() { Filter = "a/{device}", KafkaTopic = kafkaTopic }, part, why);

    [Fact]
    public void Levels_need_topics_that_they_may_lead_to()
    {
        var entry = new TopicMapEntry { Filter = "a/{device}", KafkaTopic = "env.{device}" };
        Assert.Contains("Bridge__KafkaTopics", Assert.Throws<SettingException>(() => new TopicMap([entry], "demo", Targets with { Named = [] })).Message, StringComparison.Ordinal);
        Assert.Contains("Bridge__KafkaTopics", Assert.Throws<SettingException>(() => new TopicMap([entry], "demo")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ce_id", "x", "a header's name")]
    [InlineData("Content-Type", "x", "a header's name")]
    [InlineData("mqtt-user-x", "x", "a header's name")]
    [InlineData("topic", "x", "a header's name")]
    [InlineData("with space", "x", "a header's name")]
    [InlineData("ok", "{site}", "neither a level nor a capture")]
    public void An_unusable_header_is_named_at_the_start(string name, string value, string why) =>
        Refused(new() { Filter = "a/{device}", Headers = new Dictionary<string, string> { [name] = value } }, $"Headers__{name}", why);

    [Fact]
    public void So_are_too_many_or_long_ones_and_a_long_separator()
    {
        Refused(new() { Filter = "a/{device}", Headers = Enumerable.Range(0, 17).ToDictionary(i => $"h{i}", _ => "x") }, "Headers__h16", "more than 16");
        Refused(new() { Filter = "a/{device}", Headers = new Dictionary<string, string> { ["h"] = new('x', 257) } }, "Headers__h", "more than 256");
        Refused(new() { Filter = "a/{device}", TenantSeparator = "123456789" }, "TenantSeparator", "longer than 8");
    }

    [Fact]
    public void A_map_leads_to_64_Kafka_topics_at_most_and_to_names_of_such_only()
    {
        foreach (var names in new[] { [.. Enumerable.Range(0, 65).Select(i => $"t{i}")], new[] { "alerts" }, ["a b"] })
            Assert.Equal("Bridge__KafkaTopics", Assert.Throws<SettingException>(() => new TopicMap([], "demo", Targets with { Named = names })).Setting);
    }

    [Theory]
    [InlineData("a/acme_1/temperature", true, "tenant acme, device acme_1, type temperature", "Kafka topic env.temperature.raw in place of telemetry.raw: no step reads it", "header tenant_id: acme", "priority high")]
    [InlineData("a/acme_1/pressure", false, "it would go to the Kafka topic 'env.pressure.raw', which Bridge__KafkaTopics does not name")]
    [InlineData("b/d1", true, "Kafka topic telemetry.raw")]
    public void It_is_explained(string topic, bool leads, params string[] says)
    {
        var options = new BridgeOptions
        {
            KafkaTopics = Targets.Named,
            TopicMap =
            [
                new() { Filter = "a/{device}/{type}", TenantSeparator = "_", KafkaTopic = "env.{type}.raw", Priority = "high", Headers = new Dictionary<string, string> { ["tenant_id"] = "{tenant}" } },
                new() { Filter = "b/{device}" },
            ],
        };
        using var text = new StringWriter();
        Assert.Equal(leads, TopicExplanation.Write(text, options, topic));
        Assert.All(says, line => Assert.Contains(line, text.ToString(), StringComparison.Ordinal));
    }

    private static TopicMap Map(TopicMapEntry entry) => new([entry], "demo", Targets);

    private static TopicMap Maps(params TopicMapEntry[] entries) => new(entries, "demo", Targets);

    private static void Refused(TopicMapEntry entry, string part, string why)
    {
        var e = Assert.Throws<SettingException>(() => Map(entry));
        Assert.Equal($"Bridge__TopicMap__0__{part}", e.Setting);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }
}
