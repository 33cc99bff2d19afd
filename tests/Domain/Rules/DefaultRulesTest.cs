using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Tests.Decoding;

namespace ServerlessIot.Domain.Tests.Rules;

public sealed class DefaultRulesTest
{
    [Theory]
    [InlineData("temperature", 150, 150.1)]
    [InlineData("pressure", 800, 800.1)]
    [InlineData("vibration", 40, 40.1)]
    [InlineData("current", 90, 90.1)]
    [InlineData("voltage", 250, 250.1)]
    [InlineData("humidity", 95, 95.1)]
    public void A_factory_value_above_its_critical_level_is_critical(string type, double limit, double above)
    {
        Assert.Empty(Evaluate(Factory(type, limit)));
        var hit = Assert.Single(Evaluate(Factory(type, above)));
        Assert.Equal((type + "-critical", 5, "critical", type, above, limit), (hit.Rule, hit.Severity, hit.Level, hit.Measure, hit.Value, hit.Limit));
        Assert.Equal(FormattableString.Invariant($"{type} of temp-001 is {above}, above its critical level {limit}"), hit.Message);
    }

    [Fact]
    public void A_factory_type_outside_the_catalogue_has_no_rule() => Assert.Empty(Evaluate(Factory("co2", 5_000)));

    [Theory]
    [InlineData("temperature", "°C", 9.9, 10, "high", 4)]
    [InlineData("temperature", null, 35.1, 35, "high", 4)]
    [InlineData("temperature", "°F", 95.1, 95, "high", 4)]
    [InlineData("temperature", "°F", 49.9, 50, "high", 4)]
    [InlineData("humidity", "%", 19.9, 20, "normal", 3)]
    [InlineData("humidity", "%", 80.1, 80, "normal", 3)]
    [InlineData("co2", "ppm", 1000.1, 1000, "critical", 5)]
    [InlineData("pressure", "hPa", 979.9, 980, "normal", 3)]
    [InlineData("pressure", "hPa", 1050.1, 1050, "normal", 3)]
    public void A_sensor_value_outside_its_thresholds_has_the_priority_of_the_source(string type, string? unit, double value, double limit, string level, int severity)
    {
        var hit = Assert.Single(Evaluate(Sensor(type, unit, value)));
        Assert.Equal((type + "-threshold", severity, level, type, value, limit), (hit.Rule, hit.Severity, hit.Level, hit.Measure, hit.Value, hit.Limit));
        Assert.Empty(Evaluate(Sensor(type, unit, limit)));
    }

    [Theory]
    [InlineData("temperature", "°F", 86)]
    [InlineData("temperature", "°R", 500)]
    [InlineData("pressure", "kPa", 101)]
    [InlineData("light", "lux", 100_000)]
    public void A_sensor_value_within_or_without_thresholds_is_quiet(string type, string unit, double value) => Assert.Empty(Evaluate(Sensor(type, unit, value)));

    [Theory]
    [InlineData("battery_temp", 55, 55.1, "battery_overheat", 5, "critical")]
    [InlineData("battery_soc", 10, 9.9, "battery_low", 3, "warning")]
    [InlineData("speed", 180, 180.1, "over_speed", 3, "warning")]
    [InlineData("tire_pressure", 1.8, 1.7, "tire_pressure_low", 3, "warning")]
    [InlineData("tire_pressure_rear_left", 1.8, 1.7, "tire_pressure_low", 3, "warning")]
    public void A_vehicle_limit_is_broken_beyond_it_and_not_at_it(string measure, double limit, double beyond, string rule, int severity, string level)
    {
        Assert.Empty(Evaluate(Vehicle((measure, limit))));
        var hit = Assert.Single(Evaluate(Vehicle((measure, beyond))));
        Assert.Equal((rule, severity, level, measure, beyond, limit), (hit.Rule, hit.Severity, hit.Level, hit.Measure, hit.Value, hit.Limit));
    }

    [Fact]
    public void One_event_can_break_several_rules_but_flat_tires_break_one()
        => Assert.Equal(
            ["battery_overheat", "tire_pressure_low", "over_speed"],
            Evaluate(Vehicle(("battery_temp", 60), ("tire_pressure_1", 1), ("tire_pressure_2", 1.2), ("speed", 200))).Select(h => h.Rule));

    [Fact]
    public void A_generic_event_has_no_rules() => Assert.Empty(Evaluate(Payloads.Accept("""{"value":500,"battery_soc":1,"speed":400}""")));

    [Fact]
    public void Nothing_is_allocated_when_nothing_is_hit()
    {
        DeviceEvent[] quiet = [Factory("temperature", 20), Sensor("temperature", "°F", 80), Vehicle(("speed", 100), ("tire_pressure_front_left", 2.4))];
        var hits = new List<RuleHit>();
        foreach (var e in quiet) RuleSet.Default.EvaluateStateless(e, hits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var e in quiet) RuleSet.Default.EvaluateStateless(e, hits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_cooldown_is_five_minutes() => Assert.Equal(TimeSpan.FromMinutes(5), RuleSet.DefaultCooldown);

    private static List<RuleHit> Evaluate(DeviceEvent e)
    {
        var hits = new List<RuleHit>();
        RuleSet.Default.EvaluateStateless(e, hits);
        return hits;
    }

    private static DeviceEvent Factory(string type, double value) => Payloads.Accept(FormattableString.Invariant($$"""{"device_id":"temp-001","sensor_type":"{{type}}","value":{{value}}}"""));

    private static DeviceEvent Sensor(string type, string? unit, double value)
        => Payloads.Accept(FormattableString.Invariant($$"""{"sensor_id":"temp-001","sensor_type":"{{type}}","value":{{value}},"unit":{{(unit is null ? "null" : $"\"{unit}\"")}}}"""));

    private static DeviceEvent Vehicle(params (string Measure, double Value)[] measures)
        => Payloads.Accept(FormattableString.Invariant($$"""{"vin":"temp-001",{{string.Join(',', measures.Select(m => FormattableString.Invariant($"\"{m.Measure}\":{m.Value}")))}}}"""));
}
