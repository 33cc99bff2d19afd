using System.Globalization;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Needs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Planning;

/// <summary>What a growing load runs into, and when.</summary>
internal static class Limits
{
    /// <summary>Memory, in MB, of all on-demand and ready instances that a subscription has in a region until it asks for more.</summary>
    private const double Quota = 512_000;

    public static IReadOnlyList<Limit> Of(
        Load load, Size size, Costs.Costs costs, IReadOnlyList<FunctionPlan> functions, EventHubsNeed hubs, CosmosNeed cosmos, BridgeNeed bridge)
    {
        var limits = new List<Limit> { EventHubs(size, hubs) };
        foreach (var function in functions)
        {
            var (each, capacity) = (function.Day.Size, new Capacity(function.Day.Size, costs));
            var most = Math.Min(each.Partitions, each.Maximum);
            var busy = capacity.Busy(most, Planner.PeakOf(load, each.Topic), load.ActivePerMinute(load.Peak));
            if (busy > 0)
                limits.Add(new($"{each.Name}: {most} instances, one a partition of {each.Topic}", 1 / busy, $"{Raise($"partitions.{each.Topic}", busy, function.PartitionsNeeded)}, with apps.{each.App}.maximum to match"));
        }

        foreach (var (container, units) in cosmos.Peak.Where(pair => pair.Value > 0))
        {
            if (size.Cosmos.Serverless) limits.Add(new($"Cosmos container {container}: serverless ends at {Text(CosmosLimit.Serverless)} RU/s", CosmosLimit.Serverless / units, "an autoscale account (cosmos.serverless false), before the first deployment"));
            else limits.Add(new($"Cosmos container {container}: {Text(size.Cosmos.MostUnits[container])} RU/s", size.Cosmos.MostUnits[container] / units, Raise($"cosmos.mostUnits.{container}", units / size.Cosmos.MostUnits[container], Math.Ceiling(units / 1_000) * 1_000)));
        }

        var wanted = load.Peak * costs.Bridge.CpuMicrosPerMessage * 1e-6 / (size.Bridge.Cpu * costs.Bridge.TargetShare);
        var replicas = Math.Max(wanted, load.MessagesPerSecond > 0 ? load.DeviceCount / size.Bridge.Connections : 0);
        if (replicas > 0) limits.Add(new($"bridge: {size.Bridge.Most} replicas", size.Bridge.Most / replicas, $"{Raise("bridge.most", replicas / size.Bridge.Most, bridge.Most)}, or more bridge.cpu"));
        var memory = functions.Sum(function => (double)function.Day.Size.MemoryMegabytes * function.Day.Day.Most) + (size.Ops.AlwaysReady * (double)size.Ops.MemoryMegabytes);
        // Instances do not grow in proportion to the load, so only that it is exceeded can be said.
        if (memory > Quota) limits.Add(new($"Functions: {Text(memory)} of {Text(Quota)} MB that a subscription has in a region", Quota / memory, "a quota increase for Flex Consumption memory in the region"));
        return [.. limits.OrderBy(limit => limit.Factor)];
    }

    private static Limit EventHubs(Size size, EventHubsNeed need)
    {
        var (tier, most) = (size.EventHubs.Tier, Math.Max(size.EventHubs.Units, size.EventHubs.MostUnits));
        double factor = tier switch
        {
            "Standard" => most / Math.Max(Math.Max(need.EventsIn / 1_000, need.BytesIn / 1e6), Math.Max(need.EventsOut / 4_096, need.BytesOut / 2e6)),
            "Premium" => most / Math.Max(need.BytesIn / 5e6, need.BytesOut / 10e6),
            _ => most / Math.Max(need.BytesIn / 100e6, need.BytesOut / 200e6),
        };
        var change = need.Units(tier) is { } units ? (tier == "Standard" ? $"eventHubs.mostUnits {units}" : $"eventHubs.units {units}") : $"eventHubs.tier {need.Tier} with {Text(need.Units(need.Tier) ?? 0)} units";
        return new($"Event Hubs: {most} units of {tier}", factor, factor >= 1 ? "more units, or the next tier" : change);
    }

    /// <summary>What is needed now, when there is too little; else just more.</summary>
    private static string Raise(string knob, double used, double needed) => used > 1 ? $"{knob} {Text(needed)}" : $"more {knob}";

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
