using ServerlessIot.Plan.Input;

namespace ServerlessIot.Plan.Commands;

/// <summary>What the person asked of <c>./plan archive</c>.</summary>
public sealed record ArchiveRequest
{
    /// <summary>Number of a known system; null = none.</summary>
    public string? Source { get; init; }

    /// <summary>The person's own load; null = known systems, all of them when <see cref="Source"/> is null too.</summary>
    public Load? Load { get; init; }

    /// <summary>Kind of the own load's rows.</summary>
    public string Row { get; init; } = "event";

    /// <summary>Name of a size; null = the smallest that is made for the busiest hour.</summary>
    public string? Size { get; init; }

    /// <summary>File of costs; null = infra/plan/costs.json.</summary>
    public string? Costs { get; init; }

    /// <summary>File of prices; null = infra/plan/prices.json.</summary>
    public string? Prices { get; init; }

    /// <summary>JSON instead of text.</summary>
    public bool Json { get; init; }
}
