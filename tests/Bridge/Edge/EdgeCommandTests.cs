using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Spool;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Bridge.Tests.Edge;

/// <summary>What a rule wants sent to its device goes out with the alert.</summary>
public sealed class EdgeCommandTests : IAsyncDisposable
{
    private readonly SetClock _clock = new();
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(1_000, 1 << 20));
    private readonly FakeLog _log = new();
    private readonly EdgeLog _edge;

    public EdgeCommandTests()
    {
        var rules = RuleFile.Read(EdgeRuleFiles.Shutdown);
        _edge = new EdgeLog(_log, new EdgeRules(() => rules), new EdgeRecords("test"), new EdgeTopics("alerts", "device.commands", "device.replies"), _metrics, _clock);
    }

    [Fact]
    public void The_command_is_the_alerts_and_follows_the_word_for_its_document()
    {
        Submit(90);
        Assert.Equal([null, "alerts", "device.replies", "device.commands"], _log.Records.Select(r => r.Topic));
        var alert = JsonSerializer.Deserialize(_log.Records[1].Message.Value, DomainJson.Default.AlertRecord)!;
        var command = JsonSerializer.Deserialize(_log.Records[3].Message.Value, DomainJson.Default.CommandRecord)!;
        Assert.Equal(("overheat", "shutdown", alert.AlertId, alert.Time + 300_000), (alert.Rule, command.Command, command.Id, command.Expires));
        Assert.True(command.SameAs(AlertCommands.Of(alert)!));
        Assert.Equal(_log.Records[3].Message.Value, _log.Records[2].Message.Value);
        Assert.All(_log.Records.Skip(2), r => Assert.Equal(("demo/car1", "serverlessiot.command", "/bridges/test", UplinkPriority.Critical), (r.Key(), r.Header("ce_type"), r.Header("ce_source"), r.Priority)));
        // A correlation id in device.replies would say that the command has ended.
        Assert.Null(_log.Records[2].Header("correlation-id"));
        Assert.Equal((1, 1), (_metrics.EdgeAlerts, _metrics.EdgeCommands));
    }

    [Fact]
    public void It_waits_for_that_word_to_be_stored_and_not_for_one_that_cannot_be()
    {
        _log.Holds = true;
        Submit(90);
        Assert.Equal([null, "alerts", "device.replies"], _log.Records.Select(r => r.Topic));
        _log.SettleAll(RecordOutcome.Dropped);
        // Of the word there is one more, before the command: nothing else would give it a document.
        Assert.Equal(["device.replies", "device.commands"], _log.Records.Skip(3).Select(r => r.Topic));
        Assert.Equal(_log.Records[2].Message.Value, _log.Records[3].Message.Value);
        _log.Holds = false;
        _log.Missing["device.replies"] = true;
        _clock.Now += TimeSpan.FromMinutes(10);
        Submit(90);
        Assert.Equal([null, "alerts", "device.commands"], _log.Records.Skip(5).Select(r => r.Topic));
    }

    [Fact]
    public async Task In_an_outage_the_word_lies_before_the_command_in_the_spool_and_both_go_out_once()
    {
        var directory = Directory.CreateTempSubdirectory("bridge-spool-").FullName;
        var (log, metrics, rules) = (new FakeLog(), new SpoolMetrics(), RuleFile.Read(EdgeRuleFiles.Shutdown));
        var options = new BridgeOptions { SpoolAfter = TimeSpan.FromSeconds(5), SpoolReplayRate = 1_000_000 };
        var spool = new SpooledLog(log, SpoolSamples.Open(directory, metrics), options, metrics, TimeProvider.System, NullLogger.Instance);
        await using (var edge = new EdgeLog(spool, new EdgeRules(() => rules), new EdgeRecords("test"), new EdgeTopics("alerts", "device.commands", "device.replies"), _metrics, _clock))
        {
            (log.OldestAge, log.IsUp) = (TimeSpan.FromSeconds(30), false);
            await Eventually.True(() => metrics.Active);
            edge.Submit(Reading(90));
            await Eventually.True(() => metrics.Records == 4);
            edge.Submit(Reading(91));
            (log.OldestAge, log.IsUp) = (TimeSpan.Zero, true);
            await Eventually.True(() => log.Records.Count >= 5 && metrics.Records == 0);
            Assert.Equal(["alerts", "device.replies", "device.commands"], log.Records.Select(r => r.Topic).OfType<string>());
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Within_the_rules_own_cooldown_there_is_one_and_none_for_what_happened_long_ago()
    {
        Submit(90);
        Submit(91, later: 599_000);
        Assert.Equal(5, _log.Records.Count);
        Submit(92, later: -300_000 - 600_000);
        Assert.Equal([null, "alerts"], _log.Records.Skip(5).Select(r => r.Topic));
    }

    [Fact]
    public void A_late_event_makes_neither_the_alert_nor_the_command_of_the_newer_one_come_again()
    {
        Submit(90);
        Submit(91, later: 120_000);
        Submit(92, later: -200_000);
        Submit(93, later: 60_000);
        Assert.Single(_log.Records, r => r.Topic == "alerts");
        // Another alert by event time, of the same emergency by arrival.
        Submit(94, later: 600_000);
        Assert.Equal(2, _log.Records.Count(r => r.Topic == "alerts"));
        Submit(95);
        Assert.Equal(2, _log.Records.Count(r => r.Topic == "alerts"));
        Assert.Single(_log.Records, r => r.Topic == "device.commands");
    }

    [Fact]
    public void What_it_sends_counts_against_what_may_be_in_flight_and_is_left_to_the_step_Alert_without_room()
    {
        _log.Holds = true;
        Submit(90);
        Assert.Equal(2, _metrics.InFlight.Messages); // the alert and its command's word
        _log.SettleAll();
        Assert.Equal(1, _metrics.InFlight.Messages); // the command
        _log.SettleAll();
        Assert.Equal(0, _metrics.InFlight.Messages);
        while (_metrics.InFlight.TryTake(1))
        {
        }
        _clock.Now += TimeSpan.FromMinutes(10);
        Submit(90);
        Assert.Null(_log.Records[^1].Topic);
    }

    [Fact]
    public void A_rule_that_wants_nothing_sends_nothing()
    {
        Submit(20, speed: 250);
        Assert.Equal([null, "alerts"], _log.Records.Select(r => r.Topic));
    }

    [Fact]
    public async Task A_bridge_takes_its_rules_from_a_file_and_again_when_it_changes()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, EdgeRuleFiles.Shutdown);
        await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true, EdgeRulesFile = path });
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Publish(1, 90, 0));
        // Of an event of 2026-01-01 no command is due any more.
        Assert.Equal([null, "alerts"], (await bridge.Log.WaitAsync(2)).Select(r => r.Topic));
        await File.WriteAllTextAsync(path, """{"version":2,"rules":[]}""");
        var id = 2;
        await Eventually.True(async () =>
        {
            var before = bridge.Log.Records.Count;
            await device.SendAsync(Publish(id, 90, id++ * 3_600_000L));
            await device.SettleAsync();
            return bridge.Log.Records.Count == before + 1;
        });
        File.Delete(path);
    }

    [Fact]
    public async Task A_rule_file_that_cannot_be_used_is_named_with_line_and_reason()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "{\n\"version\":1,\n\"rules\":[{\"id\":\"x\"}]}");
        var e = await Assert.ThrowsAsync<SettingException>(() => TestBridge.StartAsync(o => o with { EdgeRules = true, EdgeRulesFile = path }));
        Assert.Equal("Bridge__EdgeRulesFile", e.Setting);
        Assert.Contains("Line 3", e.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    public async ValueTask DisposeAsync()
    {
        await _edge.DisposeAsync();
        _metrics.Dispose();
    }

    /// <summary>A reading of so many degrees, so many milliseconds after the clock.</summary>
    private void Submit(double degrees, long later = 0, double speed = 10) => _edge.Submit(Reading(degrees, later, speed));

    private InFlightRecord Reading(double degrees, long later = 0, double speed = 10)
    {
        var payload = Encoding.UTF8.GetBytes(EdgeRuleFiles.Reading("car1", degrees, _clock.Now.ToUnixTimeMilliseconds() + later, speed));
        var route = RecordFactory.RouteHeaders(new TopicRoute("demo", "car1", "vehicle"), "vehicles/car1/telemetry"u8.ToArray());
        Message<byte[], byte[]> message = new RecordFactory("test", _clock).Create("demo/car1"u8.ToArray(), route, payload, RecordFactory.Telemetry, null);
        return new InFlightRecord(message, payload.Length, 0, null, 0, 1);
    }

    private static byte[] Publish(int id, double degrees, long later) =>
        Bytes.Publish(5, 1, id, "vehicles/car1/telemetry", Encoding.UTF8.GetBytes(EdgeRuleFiles.Reading("car1", degrees, 1_767_225_600_000 + later)));
}
