using System.Globalization;

namespace ServerlessIot.Bridge.Tests.Edge;

/// <summary>Rules for tests, and readings that break them.</summary>
internal static class EdgeRuleFiles
{
    /// <summary>Above 200 km/h an alert; above 85 degrees one with the command shutdown, at most once in ten minutes.</summary>
    public static byte[] Shutdown => """
        {
          "version": 1,
          "rules": [
            {"id": "fast", "kind": "threshold", "scope": {"profiles": ["vehicle"]}, "measure": "speed", "above": 200, "severity": 5},
            {"id": "overheat", "kind": "threshold", "scope": {"profiles": ["vehicle"]}, "measure": "battery_temp", "above": 85, "severity": 5, "cooldown": "10m", "action": "shutdown"}
          ]
        }
        """u8.ToArray();

    public static string Reading(string car, double degrees, long time, double speed = 10) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"vin":"{{car}}","timestamp":{{time}},"battery_temp":{{degrees}},"speed":{{speed}}}""");
}
