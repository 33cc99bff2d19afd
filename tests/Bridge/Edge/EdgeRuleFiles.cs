using System.Globalization;
using System.Text;

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

    /// <summary>Above so many degrees the alert overheat, at most once in ten minutes; above so many km/h the alert fast.</summary>
    public static byte[] Limits(int version, double degrees, double speed = 1_000) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "version": {{version}},
          "rules": [
            {"id": "fast", "kind": "threshold", "scope": {"profiles": ["vehicle"]}, "measure": "speed", "above": {{speed}}, "severity": 5},
            {"id": "overheat", "kind": "threshold", "scope": {"profiles": ["vehicle"]}, "measure": "battery_temp", "above": {{degrees}}, "severity": 5, "cooldown": "10m"}
          ]
        }
        """));

    public static string Reading(string car, double degrees, long time, double speed = 10) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"vin":"{{car}}","timestamp":{{time}},"battery_temp":{{degrees}},"speed":{{speed}}}""");
}
