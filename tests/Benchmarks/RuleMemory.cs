using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Benchmarks;

/// <summary>Memory of what five rules remember of a million devices: measured with a tenth of them.</summary>
internal static class RuleMemory
{
    private const int Devices = 100_000;
    private const int All = 1_000_000;
    private const long Start = 1_795_168_800_000;

    private const string Rules = """
        {"version": 1, "rules": [
          {"id": "hot", "kind": "threshold", "measure": "t", "above": 80, "hysteresis": 2, "for": "30s", "severity": 4},
          {"id": "fast", "kind": "rate", "measure": "t", "above": 5, "per": "1m", "severity": 3},
          {"id": "spread", "kind": "spread", "measure": "t", "above": 30, "samples": 10, "severity": 2},
          {"id": "silent", "kind": "absence", "after": "10m", "severity": 3},
          {"id": "unusual", "kind": "zscore", "measure": "t", "window": "5m", "score": 0.8, "severity": 3}
        ]}
        """;

    internal static void Run(TextWriter report)
    {
        var changes = new ByteWriter();
        var turns = new List<RuleTurn>();
        var set = RuleFile.Read(Encoding.UTF8.GetBytes(Rules));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var states = new RuleStates();
        states.Switch(set, changes);
        for (var i = 0; i < Devices; i++)
        {
            states.Evaluate(Reading(i), turns);
            if (i % 1_000 != 0) continue;
            states.Flush(changes);
            changes.Clear();
        }

        states.Flush(changes);
        changes.Clear();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Devices;
        report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rules: {set.Rules.Count} of a device       {states.Bytes / Devices,8} B words and slots, {bytes,4} B in all; {All:N0} devices {bytes * All / (1 << 20),5:N0} MiB"));
        GC.KeepAlive(states);
    }

    private static DeviceEvent Reading(int device) => new()
    {
        Id = "1",
        Tenant = "demo",
        Device = FormattableString.Invariant($"sensor-{device:00000000}"),
        Type = "machine",
        Time = Start,
        Arrived = Start,
        Measurements = [new("t", 20)],
        Attributes = [new(EventProfiles.Attribute, EventProfiles.Generic)],
    };
}
