using System.Text;
using System.Text.Json.Nodes;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify;

public sealed class RefusalTest
{
    private readonly NotifyRig rig = new();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"alertId\":")]
    [InlineData("\u0000\u0001")]
    public async Task What_is_no_alert_goes_to_quarantine_with_its_bytes(string value)
    {
        var record = NotifyRig.Record(value);
        await rig.Step.HandleAsync(record, default);
        var refused = Assert.Single(rig.Log.All("telemetry.quarantine"));
        Assert.Equal(record.Value.ToArray(), refused.Value.ToArray());
        Assert.Equal(("notify", RecordTypes.Quarantined), (refused.Header(LogHeaders.RefusedBy), refused.Header(LogHeaders.Type)));
        Assert.NotEmpty(refused.Header(LogHeaders.Reason)!);
        Assert.Empty(rig.Documents.All<AlertDocument>(Containers.Alerts));
    }

    [Fact]
    public async Task An_alert_that_makes_the_step_throw_goes_to_quarantine_and_the_next_one_gets_through()
    {
        rig.Documents.OnWrite = (_, _) => throw new InvalidCastException("A bug.");
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal("step-failed", Assert.Single(rig.Log.All("telemetry.quarantine")).Header(LogHeaders.ReasonCode));
        rig.Documents.OnWrite = (_, _) => { };
        await rig.HandleAsync(NotifyRig.Alert("a2"));
        Assert.Equal("a2", rig.Only.Alert.AlertId);
    }

    [Theory]
    [InlineData("alertId", "\"a/b\"")]
    [InlineData("alertId", "\"\"")]
    [InlineData("alertId", "null")]
    [InlineData("tenant", "\"\"")]
    [InlineData("device", "\"\"")]
    [InlineData("severity", "9")]
    [InlineData("value", "1e999")]
    [InlineData("value", "\"x\"")]
    [InlineData("suppressed", "-1")]
    [InlineData("message", "\"\\ud800\"")]
    [InlineData("origin", "\"yesterday\"")]
    [InlineData("last", "-1")]
    [InlineData("reopened", "-1")]
    [InlineData("cooldown", "-1")]
    [InlineData("cooldown", "31622400001")]
    [InlineData("group", "\"\"")]
    [InlineData("action", "\"shut down\"")]
    [InlineData("details", "{\"\":\"x\"}")]
    [InlineData("details", "{\"cause\":null}")]
    public async Task A_member_that_is_wrong_is_named_in_the_reason(string member, string json)
    {
        var alert = Encoding.UTF8.GetString(NotifyRig.Record(NotifyRig.Alert()).Value.Span);
        var old = JsonNode.Parse(alert)![member]?.ToJsonString();
        var broken = old is null ? alert[..^1] + $",\"{member}\":{json}}}" : alert.Replace($"\"{member}\":{old}", $"\"{member}\":{json}", StringComparison.Ordinal);
        await rig.Step.HandleAsync(NotifyRig.Record(broken), default);
        var reason = Assert.Single(rig.Log.All("telemetry.quarantine")).Header(LogHeaders.Reason)!;
        Assert.Contains(member, reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_names_and_texts_are_taken()
    {
        var (name, text) = (new string('n', RegistrationRules.TenantLength), new string('x', AlertLimits.TextLength));
        await rig.HandleAsync(NotifyRig.Alert() with { Tenant = name, Device = name, Group = text[..AlertLimits.GroupLength], Message = text, Details = new Dictionary<string, string> { ["actions"] = text } });
        Assert.Empty(rig.Log.All("telemetry.quarantine"));
        Assert.Equal(name, rig.Only.Alert.Tenant);
    }

    [Fact]
    public async Task A_record_of_another_type_is_refused()
    {
        await rig.Step.HandleAsync(NotifyRig.Record("{}", RecordTypes.Window), default);
        Assert.Equal("unknown-record-type", Assert.Single(rig.Log.All("telemetry.quarantine")).Header(LogHeaders.ReasonCode));
    }

    [Fact]
    public async Task A_quarantine_that_is_down_makes_the_record_come_again()
    {
        rig.Log.OnWrite = _ => throw new LogUnavailableException("down");
        await Assert.ThrowsAsync<LogUnavailableException>(() => rig.Step.HandleAsync(NotifyRig.Record("?"), default));
    }
}
