using System.Text.Json;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Domain.Tests;

public sealed class DomainJsonTest
{
    private static readonly AlertRecord Alert = new()
    {
        AlertId = "a",
        Tenant = "demo",
        Device = "d",
        Rule = "r",
        Severity = 5,
        Level = "critical",
        Message = "m",
        Measure = "x",
        Value = 1.5,
        Limit = 1,
        Time = 7,
        EventId = "e",
        Suppressed = 2,
        Origin = "0-1-2-3",
    };

    [Fact]
    public void An_alert_is_camel_case_and_reads_back()
    {
        var json = JsonSerializer.Serialize(Alert, DomainJson.Default.AlertRecord);
        Assert.Equal("""{"alertId":"a","tenant":"demo","device":"d","rule":"r","severity":5,"level":"critical","message":"m","measure":"x","value":1.5,"limit":1,"time":7,"eventId":"e","suppressed":2,"last":0,"reopened":0,"cooldown":0,"origin":"0-1-2-3"}""", json);
        Assert.Equal(Alert, JsonSerializer.Deserialize(json, DomainJson.Default.AlertRecord));
    }

    [Fact]
    public void An_alert_document_leaves_out_null_and_reads_back()
    {
        var document = new AlertDocument { Alert = Alert, State = AlertStates.Open, Changed = 9, Channels = new Dictionary<string, ChannelDelivery> { ["Web Hook"] = new("pending", 1, 8) } };
        var json = JsonSerializer.Serialize(document, DomainJson.Default.AlertDocument);
        Assert.EndsWith("""},"state":"open","changed":9,"told":0,"silenced":false,"channels":{"Web Hook":{"state":"pending","attempts":1,"changed":8,"notBefore":0,"telling":0}},"escalated":0,"delivery":"pending","slot":"r 9999999999999999"}""", json, StringComparison.Ordinal);
        Assert.Equal("r 0000000000000007", (document with { Alert = Alert with { Cleared = 8 } }).Slot);
        var back = JsonSerializer.Deserialize(json, DomainJson.Default.AlertDocument)!;
        Assert.Equal((Alert, "open", 9L, (string?)null), (back.Alert, back.State, back.Changed, back.By));
        Assert.Equal(new ChannelDelivery("pending", 1, 8), Assert.Single(back.Channels).Value);
    }

    [Fact]
    public void An_alert_document_of_an_older_form_reads()
    {
        var alert = """{"alertId":"a","tenant":"demo","device":"d","rule":"r","severity":5,"level":"critical","message":"m","measure":"x","value":1.5,"limit":1,"time":7,"eventId":"e","suppressed":2,"origin":"0-1-2-3"}""";
        var old = JsonSerializer.Deserialize($$$"""{"alert":{{{alert}}},"state":"acknowledged","changed":9,"by":"eva","channels":{"log":{"state":"sent","attempts":1,"changed":8}},"delivery":"sent"}""", DomainJson.Default.AlertDocument)!;
        var revised = AlertLifecycle.Revise(old, Alert with { Origin = "0-1-2-4", Suppressed = 3, Last = 10 }, 20)!;
        Assert.Equal(("acknowledged", "eva", 9L, 3L), (revised.State, revised.By, revised.Changed, revised.Alert.Suppressed));
    }

    [Fact]
    public void A_window_reads_back()
    {
        var window = new WindowRecord
        {
            Tenant = "demo",
            Device = "d",
            Start = 0,
            End = 60_000,
            Events = 3,
            Late = 1,
            Revision = 2,
            Origin = "0-1-2-3",
            Measures = new Dictionary<string, MeasureSummary> { ["Temp_1"] = new(3, 0.1, 0, 1, 0.5, 1) },
        };
        var json = JsonSerializer.Serialize(window, DomainJson.Default.WindowRecord);
        Assert.Contains("""
            "measures":{"Temp_1":{"count":3,"mean":0.1,"min":0,"max":1,"stdDev":0.5,"last":1}}
            """, json, StringComparison.Ordinal);
        var back = JsonSerializer.Deserialize(json, DomainJson.Default.WindowRecord)!;
        Assert.Equal(window.Measures, back.Measures);
        Assert.Equal(json, JsonSerializer.Serialize(back, DomainJson.Default.WindowRecord));
    }

    [Fact]
    public void A_twin_reads_back()
    {
        var twin = new DeviceTwin
        {
            Tenant = "demo",
            Device = "d",
            Type = "vehicle",
            Time = 1,
            LastSeen = 2,
            Online = true,
            Values = new Dictionary<string, double> { ["speed"] = 88.5 },
            Position = new Position(1, 2),
            Status = "driving",
            Events = 4,
            Origin = "0-0-0-0",
        };
        var json = JsonSerializer.Serialize(twin, DomainJson.Default.DeviceTwin);
        Assert.Contains("""
            "position":{"latitude":1,"longitude":2}
            """, json, StringComparison.Ordinal);
        var back = JsonSerializer.Deserialize(json, DomainJson.Default.DeviceTwin)!;
        Assert.Equal(twin.Position, back.Position);
        Assert.Equal(json, JsonSerializer.Serialize(back, DomainJson.Default.DeviceTwin));
    }

    [Fact]
    public void A_document_without_a_required_member_is_refused()
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"alertId":"a"}""", DomainJson.Default.AlertRecord));
}
