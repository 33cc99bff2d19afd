namespace ServerlessIot.Steps.Replay.Redrive;

/// <summary>How far a job of the kind quarantine is in one partition of telemetry.quarantine.</summary>
public sealed record QuarantinePosition
{
    /// <summary>The partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Offset of the next record.</summary>
    public required long Next { get; init; }

    /// <summary>Offset behind the last record that is meant: fixed when the job begins, so that what is refused again is not put back again.</summary>
    public required long End { get; init; }

    /// <summary>Records looked at.</summary>
    public long Read { get; init; }

    /// <summary>Records put back into telemetry.raw.</summary>
    public long Redriven { get; init; }

    /// <summary>Records left out since their bytes lie in a blob: they are too large for the log.</summary>
    public long TooLarge { get; init; }

    /// <summary>Records left out since another step than those that read payloads refused them: they are no payloads.</summary>
    public long NoPayload { get; init; }
}
