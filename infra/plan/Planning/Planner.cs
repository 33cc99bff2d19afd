using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Needs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Planning;

/// <summary>Makes plans. Pure: the same input makes the same plan.</summary>
/// <param name="costs">What work costs.</param>
/// <param name="prices">What services cost.</param>
public sealed class Planner(Costs.Costs costs, Prices prices)
{
    /// <summary>Makes a plan.</summary>
    /// <param name="load">What arrives.</param>
    /// <param name="size">How it is scaled.</param>
    /// <param name="secondsPerHour">How much of each hour is simulated, 120 to 3,600 s.</param>
    public PlanResult Plan(Load load, Size size, int secondsPerHour = 300)
    {
        var own = costs.For(load.PayloadBytes);
        var day = DaySimulation.Run(load, size, own, secondsPerHour);
        var nobody = load with { MessagesPerSecond = 0 };
        var (hubs, cosmos, storage, bridge) = Needs(load, size, day);
        var calm = load.MessagesPerSecond > 0 ? DaySimulation.Run(nobody, size, own, secondsPerHour) : day;
        var idle = Needs(nobody, size, calm);
        var functions = day.Functions.Select(function => Function(own, load, day, function)).ToList();
        return new PlanResult
        {
            Load = load,
            Size = size,
            Functions = functions,
            SecondsPerHour = day.SecondsPerHour,
            EventHubs = hubs,
            Cosmos = cosmos,
            Storage = storage,
            Bridge = bridge,
            Bill = MonthlyBill.Of(load, size, costs, prices, day, hubs, cosmos, storage, bridge),
            Idle = MonthlyBill.Of(nobody, size, costs, prices, calm, idle.Hubs, idle.Cosmos, idle.Storage, idle.Bridge),
            Prices = prices,
            Limits = Limits.Of(load, size, own, functions, hubs, cosmos, bridge),
            Warnings = Warnings.Of(load, size, costs, functions, hubs, cosmos),
        };
    }

    /// <summary>Partitions of raw and valid that the load needs with the other values of a size.</summary>
    public int PartitionsNeeded(Load load, Size size) => size.Functions
        .Where(function => function.Topic is "Raw" or "Valid")
        .Max(function => new Capacity(function, costs.For(load.PayloadBytes)).Instances(load.Peak, load.ActivePerMinute(load.Peak)));

    /// <summary>Records a second that a function gets in the busiest hour.</summary>
    internal static double PeakOf(Load load, string topic) => topic switch
    {
        "Alerts" => load.Peak * load.AlarmRate,
        "Replies" => 0,
        "Aggregates" => load.ActivePerMinute(load.Peak) / 60,
        _ => load.Peak,
    };

    private (EventHubsNeed Hubs, CosmosNeed Cosmos, StorageNeed Storage, BridgeNeed Bridge) Needs(Load load, Size size, DayResult day) =>
        (EventHubsNeed.Of(load, size, costs.Bytes), CosmosNeed.Of(load, size, costs), StorageNeed.Of(load, size, costs, day), BridgeNeed.Of(load, size.Bridge, costs));

    private static FunctionPlan Function(Costs.Costs costs, Load load, DayResult day, FunctionDay function)
    {
        var capacity = new Capacity(function.Size, costs);
        var latency = function.Latency;
        for (var writer = Topology.Writer(function.Size.Topic); writer is not null; writer = Topology.Writer(day[writer].Size.Topic))
            latency = Tally.Sum(latency, day[writer].Latency);
        return new FunctionPlan(
            function, capacity.OfInstance(1), capacity.Instances(PeakOf(load, function.Size.Topic), load.ActivePerMinute(load.Peak)), latency);
    }
}
