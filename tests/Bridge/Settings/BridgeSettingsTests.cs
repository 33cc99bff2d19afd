using Microsoft.Extensions.Configuration;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Settings;

public class BridgeSettingsTests
{
    [Fact]
    public void Everything_can_be_set()
    {
        var options = Read(
            ("Bridge:Port", "2883"), ("Bridge:HttpPort", "9000"), ("Bridge:Bind", "0.0.0.0"), ("Bridge:Users:ann", "secret"), ("Bridge:DefaultTenant", "acme"),
            ("Bridge:TopicMap:0:Filter", "a/{device}"), ("Bridge:TopicMap:1:Filter", "b/+"), ("Bridge:TopicMap:1:Device", "{2}"), ("Bridge:TopicMap:10:Filter", "c/{device}"),
            ("Bridge:TopicMap:2:Filter", "d/{device}"), ("Kafka:BrokerList", "k:1"), ("Kafka:Compression", "gzip"), ("Topics:Raw", "raw"));
        Assert.Equal((2883, 9000, "0.0.0.0", "acme", "raw"), (options.Port, options.HttpPort, options.Bind.ToString(), options.DefaultTenant, options.RawTopic));
        Assert.Equal("secret", options.Access.Users["ann"]);
        Assert.Equal(["a/{device}", "b/+", "d/{device}", "c/{device}"], options.TopicMap.Select(e => e.Filter));
        Assert.Equal(("k:1", "gzip"), (options.Kafka.BrokerList, options.Kafka.Compression));
    }

    [Fact]
    public void An_entry_of_the_topic_map_has_a_Kafka_topic_and_headers()
    {
        var options = Read(
            ("Bridge:AllowAnonymous", "true"), ("Bridge:KafkaTopics", "env.temperature.raw, env.humidity.raw"), ("Bridge:TopicMap:0:Filter", "sensors/{device}/{type}"),
            ("Bridge:TopicMap:0:KafkaTopic", "env.{type}.raw"), ("Bridge:TopicMap:0:TenantSeparator", "_"), ("Bridge:TopicMap:0:Headers:device_id", "{device}"));
        var entry = Assert.Single(options.TopicMap);
        Assert.Equal(("env.{type}.raw", "_", "{device}"), (entry.KafkaTopic, entry.TenantSeparator, entry.Headers["device_id"]));
        Assert.Equal(["device.replies", "env.temperature.raw", "env.humidity.raw"], options.WrittenTopics);
        // Past Validate nobody gets.
        foreach (var own in new[] { "telemetry.raw", "telemetry.valid", "telemetry.quarantine", "telemetry.replayed", "alerts", "aggregates", "device.commands", "device.replies" })
            Assert.Equal("Bridge__KafkaTopics", Assert.Throws<SettingException>(() => Read(("Bridge:AllowAnonymous", "true"), ("Bridge:KafkaTopics", own))).Setting);
    }

    [Fact]
    public void Little_must_be_set()
    {
        var options = Read(("Bridge:AllowAnonymous", "true"));
        Assert.Equal((1883, 8080, "127.0.0.1", "telemetry.raw"), (options.Port, options.HttpPort, options.Bind.ToString(), options.RawTopic));
        Assert.Same(DefaultTopicMap.Entries, options.TopicMap);
        Assert.Equal((null, null), (options.WebSocketPort, options.IngestPort));
    }

    [Theory]
    [InlineData("Bridge:Port", "x", "Bridge__Port")]
    [InlineData("Bridge:Port", "70000", "Bridge__Port")]
    [InlineData("Bridge:Bind", "nowhere", "Bridge__Bind")]
    [InlineData("Bridge:TlsPort", "70000", "Bridge__TlsPort")]
    [InlineData("Bridge:WebSocketPort", "70000", "Bridge__WebSocketPort")]
    [InlineData("Bridge:IngestPort", "-1", "Bridge__IngestPort")]
    [InlineData("Bridge:CoapPort", "65536", "Bridge__CoapPort")]
    [InlineData("Bridge:Subscribe:Port", "x", "Bridge__Subscribe__Port")]
    [InlineData("Bridge:Subscribe:Clients", "65", "Bridge__Subscribe__Clients")]
    [InlineData("Bridge:Subscribe:Group", "a/b", "Bridge__Subscribe__Group")]
    [InlineData("Bridge:Subscribe:Filters", "a/#/b", "Bridge__Subscribe__Filters")]
    [InlineData("Bridge:Subscribe:Filters", "$share/x/a", "Bridge__Subscribe__Filters")]
    [InlineData("Bridge:Subscribe:Filters", ",", "Bridge__Subscribe__Filters")]
    [InlineData("Bridge:Subscribe:SessionExpirySeconds", "0", "Bridge__Subscribe__SessionExpirySeconds")]
    [InlineData("Bridge:IngestMaxBytes", "1", "Bridge__IngestMaxBytes")]
    [InlineData("Bridge:IngestMaxRecords", "0", "Bridge__IngestMaxRecords")]
    [InlineData("Bridge:AnswerTimeoutSeconds", "0", "Bridge__AnswerTimeoutSeconds")]
    [InlineData("Bridge:MaxPacketSize", "2000000", "Bridge__MaxPacketSize")]
    [InlineData("Bridge:TraceEvery", "-1", "Bridge__TraceEvery")]
    [InlineData("Bridge:MaxInFlightPerConnection", "0", "Bridge__MaxInFlightPerConnection")]
    [InlineData("Bridge:AllowAnonymous", "yes", "Bridge__AllowAnonymous")]
    [InlineData("Bridge:ChallengeForSeconds", "9999999", "Bridge__ChallengeForSeconds")]
    [InlineData("Bridge:SessionForSeconds", "86401", "Bridge__SessionForSeconds")]
    [InlineData("Bridge:RiskNight", "22-6", "Bridge__RiskNight")]
    [InlineData("Bridge:SuspiciousFile", "/etc/hosts", "Bridge__SuspiciousFile")]
    [InlineData("Bridge:AuditBytes", "1", "Bridge__AuditBytes")]
    [InlineData("Bridge:DefaultTenant", "a/b", "Bridge__DefaultTenant")]
    [InlineData("Bridge:TopicMap:0:Filter", "a#", "Bridge__TopicMap__0__Filter")]
    [InlineData("Bridge:SpoolDirectory", "/etc/hostname", "Bridge__SpoolDirectory")]
    [InlineData("Bridge:MarkEverySeconds", "301", "Bridge__MarkEverySeconds")]
    [InlineData("Bridge:SpoolBytes", "1000", "Bridge__SpoolBytes")]
    [InlineData("Bridge:SpoolAfterSeconds", "0", "Bridge__SpoolAfterSeconds")]
    [InlineData("Bridge:SpoolReplayRate", "1", "Bridge__SpoolReplayRate")]
    [InlineData("Kafka:Protocol", "Carrier pigeon", "Kafka__Protocol")]
    [InlineData("Kafka:Protocol", "SaslSsl", "Kafka__Username")]
    [InlineData("Kafka:Compression", "17", "Kafka__Compression")]
    public void An_unusable_value_is_named(string name, string value, string setting)
    {
        var e = Assert.Throws<SettingException>(() => Read(("Bridge:Users:ann", "secret"), (name, value)));
        Assert.Equal(setting, e.Setting);
        Assert.Contains(setting, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_that_would_let_nobody_in_does_not_start() =>
        Assert.Equal("Bridge__AllowAnonymous", Assert.Throws<SettingException>(() => Read()).Setting);

    private static BridgeOptions Read(params (string Name, string Value)[] settings) =>
        BridgeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build());
}
