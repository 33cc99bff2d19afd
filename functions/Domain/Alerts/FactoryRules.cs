using System.Globalization;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Alerts;

/// <summary>SOURCES 1: a value above the critical level of its catalogue entry, rule <c>{type}-critical</c>.</summary>
internal static class FactoryRules
{
    internal static void Evaluate(DeviceEvent e, List<RuleHit> hits)
    {
        for (var i = 0; i < e.Measurements.Count; i++)
        {
            var (name, value) = e.Measurements[i];
            if (SensorCatalogue.Factory(name)?.Critical is not { } critical || !(value > critical)) continue;
            var message = string.Create(CultureInfo.InvariantCulture, $"{name} of {e.Device} is {value}, above its critical level {critical}");
            hits.Add(new RuleHit(name + "-critical", AlertLevels.SeverityOf(AlertLevels.Critical), AlertLevels.Critical, name, value, critical, message));
        }
    }
}
