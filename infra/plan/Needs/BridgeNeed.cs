using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Needs;

/// <summary>Replicas of the bridge.</summary>
/// <param name="Hourly">Wanted in each hour, by CPU and connections.</param>
/// <param name="ActiveHours">Replica-hours of a day that are billed as active.</param>
/// <param name="IdleHours">Replica-hours of a day that are billed as idle.</param>
public sealed record BridgeNeed(IReadOnlyList<int> Hourly, double ActiveHours, double IdleHours)
{
    /// <summary>Most in any hour.</summary>
    public int Most => Hourly.Max();

    /// <summary>Works it out by the scale rules of the template.</summary>
    public static BridgeNeed Of(Load load, BridgeSize size, Costs.Costs costs)
    {
        var bridge = costs.Bridge;
        var hourly = new List<int>();
        double active = 0, idle = 0;
        foreach (var factor in load.Curve.Factors)
        {
            var rate = load.MessagesPerSecond * factor;
            var cpu = rate * bridge.CpuMicrosPerMessage * 1e-6 / (size.Cpu * bridge.TargetShare);
            var connections = load.MessagesPerSecond > 0 ? load.DeviceCount / size.Connections : 0;
            var wanted = Math.Max(size.Fewest, (int)Math.Ceiling(Math.Max(cpu, connections) - 1e-9));
            hourly.Add(wanted);
            var running = Math.Min(size.Most, wanted);
            var share = (rate * bridge.CpuMicrosPerMessage * 1e-6 / running) + bridge.BaseCpuShare;
            if (share > bridge.IdleCpuShare || rate * load.PayloadBytes / running > bridge.IdleBytesPerSecond) active += running;
            else idle += running;
        }

        return new BridgeNeed(hourly, active, idle);
    }
}
