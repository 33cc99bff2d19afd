namespace ServerlessIot.Steps.Audit;

/// <summary>The books of one partition.</summary>
public sealed record PartitionBooks
{
    /// <summary>Partition of telemetry.raw and telemetry.valid.</summary>
    public required int Partition { get; init; }

    /// <summary>Ledgers by step.</summary>
    public IReadOnlyDictionary<string, StepLedger> Steps { get; init; } = new Dictionary<string, StepLedger>();

    /// <summary>What is off now.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>Whether something has been off for as many looks as it takes for an alarm.</summary>
    public bool Loss => Incidents.Any(incident => incident.Raised is not null && incident.Difference.Kind != DifferenceKinds.Recreated);
}
