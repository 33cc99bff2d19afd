using System.Text.Json.Nodes;
using ServerlessIot.Plan.Input;

namespace ServerlessIot.Plan.Commands;

/// <summary>What the person asked for.</summary>
public sealed record PlanOptions
{
    /// <summary>What arrives.</summary>
    public Load Load { get; init; } = new();

    /// <summary>Name of a size; null = the smallest that is made for the busiest hour.</summary>
    public string? Size { get; init; }

    /// <summary>Changes to the size, in its shape.</summary>
    public JsonObject? Changes { get; init; }

    /// <summary>Partitions of raw and valid; 0 = as many as are needed; null = those of the size.</summary>
    public int? Partitions { get; init; }

    /// <summary>File of costs; null = infra/plan/costs.json.</summary>
    public string? Costs { get; init; }

    /// <summary>File of prices; null = infra/plan/prices.json.</summary>
    public string? Prices { get; init; }

    /// <summary>Seconds of each hour that are simulated, 120 to 3,600.</summary>
    public int Detail { get; init; } = 300;

    /// <summary>JSON instead of text.</summary>
    public bool Json { get; init; }
}
