namespace ServerlessIot.Steps.Replay.Jobs;

/// <summary>What somebody wants replayed.</summary>
public sealed record ReplayRequest
{
    /// <summary>One of <see cref="ReplayKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Tenant whose rows or records are meant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device; null = all of the tenant's.</summary>
    public string? Device { get; init; }

    /// <summary>Type of the events (archive); null = all.</summary>
    public string? Type { get; init; }

    /// <summary>Code of the reason for which records were refused (quarantine); null = any.</summary>
    public string? Reason { get; init; }

    /// <summary>What is rebuilt, one of <see cref="RebuiltThings"/>; null for other kinds.</summary>
    public string? What { get; init; }

    /// <summary>First time, Unix milliseconds: of events, in quarantine of the refusal.</summary>
    public required long From { get; init; }

    /// <summary>First time after, Unix milliseconds; null = no end: what arrived before it was asked for.</summary>
    public long? To { get; init; }

    /// <summary>Rows a second at most.</summary>
    public required int Rate { get; init; }

    /// <summary>A name by which the same content may be asked for once more; null = none.</summary>
    public string? Key { get; init; }
}

/// <summary>The kinds of jobs.</summary>
public static class ReplayKinds
{
    /// <summary>Rows of the archive into telemetry.replayed.</summary>
    public const string Archive = "archive";

    /// <summary>Records of telemetry.quarantine into telemetry.raw.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>Windows, alerts or twins made again of the archive's rows, and compared with what is stored.</summary>
    public const string Rebuild = "rebuild";
}

/// <summary>What can be rebuilt.</summary>
public static class RebuiltThings
{
    /// <summary>Closed windows.</summary>
    public const string Windows = "windows";

    /// <summary>Alerts.</summary>
    public const string Alerts = "alerts";

    /// <summary>Device twins.</summary>
    public const string Twins = "twins";
}
