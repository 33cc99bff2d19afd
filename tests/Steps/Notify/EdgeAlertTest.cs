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
        var first = NotifyRig.Alert();
        await rig.HandleAsync(first);
        await EdgeAsync(first with { AlertId = "within", EventId = "e2", Time = first.Time + cooldown - 1 });
        Assert.Equal("a1", rig.Only.Alert.AlertId);
        await EdgeAsync(first with { AlertId = "rule", EventId = "e2", Rule = "co2-threshold" });
        await EdgeAsync(first with { AlertId = "later", EventId = "e3", Time = first.Time + cooldown });
        Assert.Equal(["a1", "later", "rule"], rig.Documents.All<AlertDocument>(Containers.Alerts).Select(document => document.Alert.AlertId).Order(StringComparer.Ordinal));
    }

    private Task EdgeAsync(AlertRecord alert) => rig.Step.HandleAsync(
        new LogRecord(
            "alerts", 0, 7, alert.Time, "t/d"u8.ToArray(), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(alert, DomainJson.Default.AlertRecord)),
            [new LogHeader(LogHeaders.Type, RecordTypes.Alert), new LogHeader(LogHeaders.Source, AlertSources.OfBridge("b1"))]),
        default);
}
