using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Bridge.Tests.Edge;

public class EdgeRulesTests
{
    private const string Topic = "vehicles/car1/telemetry";

    [Fact]
    public async Task A_critical_reading_is_an_alert_at_once_and_the_next_ones_are_within_its_cooldown()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true });
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Publish(1, Car(70, 0)), Publish(2, Car(71, 60_000)), Publish(3, Car(72, 299_000)), Publish(4, Car(73, 300_000)), Publish(5, Car(40, 400_000)));
        var records = await bridge.Log.WaitAsync(7);
        var alerts = records.Where(r => r.Topic == "alerts").ToList();
        Assert.Equal([null, "alerts", null, null, null, "alerts", null], records.Select(r => r.Topic));
        var alert = JsonSerializer.Deserialize(alerts[0].Message.Value, DomainJson.Default.AlertRecord)!;
        Assert.Equal(("battery_overheat", 5, 70, 55), (alert.Rule, alert.Severity, alert.Value, alert.Limit));
        Assert.Equal(AlertIds.For("demo", "car1", "battery_overheat", alert.EventId), alert.AlertId);
        Assert.Equal(("demo/car1", "/bridges/test", UplinkPriority.Critical), (alerts[0].Key(), alerts[0].Header("ce_source"), alerts[0].Priority));
        await Eventually.True(async () => (await bridge.GetAsync("/metrics")).Text.Contains("edge_alerts_total 2\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_critical_or_not_readable_raises_nothing_and_by_default_nothing_does()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { EdgeRules = true });
        await using var without = await TestBridge.StartAsync();
        foreach (var (at, payloads) in new[] { (bridge, new[] { "{", "", "[1,2]", Car(20, 0).Replace("\"speed\":10", "\"speed\":190", StringComparison.Ordinal) }), (without, [Car(70, 0)]) })
        {
            using var device = await at.ConnectAsync(5);
            for (var i = 0; i < payloads.Length; i++)
                await device.SendAsync(Publish(i + 1, payloads[i]));
            await device.SettleAsync();
            Assert.Equal(payloads.Length, at.Log.Records.Count);
        }
    }

    private static byte[] Publish(int id, string payload) => Bytes.Publish(5, 1, id, Topic, Encoding.UTF8.GetBytes(payload));

    private static string Car(double battery, long later) =>
        $$"""{"vin":"car1","timestamp":{{DateTimeOffset.Parse("2026-01-01T00:00:00Z", null).ToUnixTimeMilliseconds() + later}},"battery_temp":{{battery}},"speed":10}""";
}
