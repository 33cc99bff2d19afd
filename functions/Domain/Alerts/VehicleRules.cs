using System.Globalization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Alerts;

/// <summary>SOURCES 3: the limits that one message alone can break. The source gives severities for the first two; the others are a warning.</summary>
internal static class VehicleRules
{
    internal static void Evaluate(DeviceEvent e, List<RuleHit> hits)
    {
        var tireHit = false;
        for (var i = 0; i < e.Measurements.Count; i++)
        {
            var (name, value) = e.Measurements[i];
            switch (name)
            {
                case "battery_temp" when value > 55:
                    Hit(e, hits, "battery_overheat", 5, name, value, 55, "above");
                    break;
                case "battery_soc" when value < 10:
                    Hit(e, hits, "battery_low", 3, name, value, 10, "below");
                    break;
                case "speed" when value > 180:
                    Hit(e, hits, "over_speed", 3, name, value, 180, "above");
                    break;
                case var _ when !tireHit && value < 1.8 && name.StartsWith("tire_pressure", StringComparison.Ordinal):
                    // One alert per car: several flat tires are one reason to stop.
                    tireHit = true;
                    Hit(e, hits, "tire_pressure_low", 3, name, value, 1.8, "below");
                    break;
            }
        }
    }

    private static void Hit(DeviceEvent e, List<RuleHit> hits, string rule, int severity, string name, double value, double limit, string side)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"{name} of {e.Device} is {value}, {side} its limit {limit}");
        hits.Add(new RuleHit(rule, severity, AlertLevels.LevelOf(severity), name, value, limit, message));
    }
}
