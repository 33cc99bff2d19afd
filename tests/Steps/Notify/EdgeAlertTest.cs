using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>Alerts that a bridge proposes: one document with what the step Alert says of the same event.</summary>
public class EdgeAlertTest
{
    private readonly NotifyRig rig = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_alert_from_edge_and_step_is_one_document_and_one_message(bool edgeFirst)
    {
        if (edgeFirst) await EdgeAsync(NotifyRig.Alert(origin: "0-0-0-0"));
        await rig.HandleAsync(NotifyRig.Alert());
        if (!edgeFirst) await EdgeAsync(NotifyRig.Alert(origin: "0-0-0-0"));
        Assert.Equal("0-0-10-0", rig.Only.Alert.Origin);
        Assert.Single(rig.First.Keys);
    }

    [Fact]
    public async Task A_slot_with_an_alert_within_the_cooldown_takes_no_proposal()
    {
        var cooldown = (long)RuleSet.DefaultCooldown.TotalMilliseconds;
        var first = NotifyRig.Alert() with { Cleared = NotifyRig.Alert().Time + 1 };
        await rig.HandleAsync(first);
        await EdgeAsync(first with { AlertId = "within", EventId = "e2", Time = first.Time + cooldown - 1 });
        Assert.Equal("a1", rig.Only.Alert.AlertId);
        await EdgeAsync(first with { AlertId = "rule", EventId = "e2", Rule = "co2-threshold" });
        await EdgeAsync(first with { AlertId = "later", EventId = "e3", Time = first.Time + cooldown });
        Assert.Equal(["a1", "later", "rule"], rig.Documents.All<AlertDocument>(Containers.Alerts).Select(document => document.Alert.AlertId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(-60_000, false)]
    [InlineData(-59_999, true)]
    [InlineData(3_000_000, true)]
    [InlineData(3_659_999, true)]
    [InlineData(3_660_000, false)]
    public async Task A_slot_is_taken_from_a_cooldown_before_the_first_breach_to_one_after_the_last(long after, bool taken)
    {
        var first = NotifyRig.Alert() with { Cooldown = 60_000 };
        await rig.HandleAsync(first with { Last = first.Time + 3_600_000, Cleared = first.Time + 3_600_001 });
        await EdgeAsync(first with { AlertId = "proposed", EventId = "e2", Time = first.Time + after });
        Assert.Equal(taken ? 1 : 2, rig.Documents.All<AlertDocument>(Containers.Alerts).Count());
    }

    [Theory]
    [InlineData(-60_000, false)]
    [InlineData(86_400_000, true)]
    public async Task While_the_condition_holds_a_slot_is_taken(long after, bool taken)
    {
        var first = NotifyRig.Alert() with { Cooldown = 60_000 };
        await rig.HandleAsync(first);
        await EdgeAsync(first with { AlertId = "proposed", EventId = "e2", Time = first.Time + after });
        Assert.Equal(taken ? 1 : 2, rig.Documents.All<AlertDocument>(Containers.Alerts).Count());
    }

    [Fact]
    public async Task Slots_of_rules_whose_names_begin_alike_are_apart()
    {
        var first = NotifyRig.Alert();
        await rig.HandleAsync(first with { Rule = "hot 0000000000000001" });
        await EdgeAsync(first with { AlertId = "proposed", EventId = "e2", Rule = "hot" });
        Assert.Equal(2, rig.Documents.All<AlertDocument>(Containers.Alerts).Count());
    }

    private Task EdgeAsync(AlertRecord alert) => rig.Step.HandleAsync(
        new LogRecord(
            "alerts", 0, 7, alert.Time, "t/d"u8.ToArray(), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(alert, DomainJson.Default.AlertRecord)),
            [new LogHeader(LogHeaders.Type, RecordTypes.Alert), new LogHeader(LogHeaders.Source, AlertSources.OfBridge("b1"))]),
        default);
}
