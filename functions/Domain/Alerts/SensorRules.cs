using System.Globalization;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Alerts;

/// <summary>SOURCES 4: a value outside the thresholds of its sensor type, rule <c>{type}-threshold</c>, with the priority of the source as level.</summary>
internal static class SensorRules
{
    internal static void Evaluate(DeviceEvent e, List<RuleHit> hits)
    {
        for (var i = 0; i < e.Measurements.Count; i++)
        {
            var (name, value) = e.Measurements[i];
            switch (name)
            {
                case "temperature":
                    // The thresholds are in °C, the device may not be.
                    var unit = Units.Of(EventProfiles.Find(e, "unit"));
                    if (unit != Unit.Other) Check(e, hits, name, value, Units.FromCelsius(10, unit), Units.FromCelsius(35, unit), AlertLevels.High);
                    break;
                case "humidity":
                    Check(e, hits, name, value, 20, 80, AlertLevels.Normal);
                    break;
                case "co2":
                    Check(e, hits, name, value, double.NegativeInfinity, 1_000, AlertLevels.Critical);
                    break;
                case "pressure" when Units.Of(EventProfiles.Find(e, "unit")) == Unit.Source:
                    Check(e, hits, name, value, 980, 1_050, AlertLevels.Normal);
                    break;
            }
        }
    }

    private static void Check(DeviceEvent e, List<RuleHit> hits, string name, double value, double min, double max, string level)
    {
        if (value >= min && value <= max) return;
        var (limit, side) = value < min ? (min, "below") : (max, "above");
        var message = string.Create(CultureInfo.InvariantCulture, $"{name} of {e.Device} is {value}, {side} its threshold {limit}");
        hits.Add(new RuleHit(name + "-threshold", AlertLevels.SeverityOf(level), level, name, value, limit, message));
    }
}
