using ServerlessIot.Plan.Bill;
using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Needs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Planning;

/// <summary>A plan.</summary>
public sealed record PlanResult
{
    /// <summary>What it is for.</summary>
    public required Load Load { get; init; }

    /// <summary>What it is made with.</summary>
    public required Size Size { get; init; }

    /// <summary>Functions, in the order of the size.</summary>
    public required IReadOnlyList<FunctionPlan> Functions { get; init; }

    /// <summary>Seconds of each hour that were simulated.</summary>
    public required int SecondsPerHour { get; init; }

    /// <summary>Event Hubs.</summary>
    public required EventHubsNeed EventHubs { get; init; }

    /// <summary>Cosmos.</summary>
    public required CosmosNeed Cosmos { get; init; }

    /// <summary>Storage.</summary>
    public required StorageNeed Storage { get; init; }

    /// <summary>Bridge.</summary>
    public required BridgeNeed Bridge { get; init; }

    /// <summary>The bill of a month.</summary>
    public required MonthlyBill Bill { get; init; }

    /// <summary>The bill of a month in which no device sends.</summary>
    public required MonthlyBill Idle { get; init; }

    /// <summary>Prices that both are made with.</summary>
    public required Prices Prices { get; init; }

    /// <summary>Limits, the nearest first.</summary>
    public required IReadOnlyList<Limit> Limits { get; init; }

    /// <summary>What else should be known.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
