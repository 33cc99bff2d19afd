using ServerlessIot.Steps.Replay.Rebuild;
using ServerlessIot.Steps.Replay.Redrive;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Replay.Jobs;

/// <summary>A job, the blob <c>replays/{id}</c>: what is wanted, how far it is, and what comes next. Changed only by conditional replacement.</summary>
public sealed record ReplayJob
{
    /// <summary>Devices' clocks may be so much ahead of the arrival (delivery rule 9).</summary>
    private const long MostAhead = 10 * 60_000;

    /// <summary>Its id, 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>What is wanted.</summary>
    public required ReplayRequest Request { get; init; }

    /// <summary>One of <see cref="ReplayStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it waits or has failed; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was asked for, Unix milliseconds. Rows that arrived later are not meant.</summary>
    public required long Asked { get; init; }

    /// <summary>When it last went on, Unix milliseconds.</summary>
    public required long Changed { get; init; }

    /// <summary>First time behind what is meant, Unix milliseconds.</summary>
    internal long Until => Request.To ?? Asked + MostAhead + 1;

    /// <summary>Who asked for it; null when only a key vouches for them.</summary>
    public string? By { get; init; }

    /// <summary>Id of the restore that it waits for; null = none.</summary>
    public string? Restore { get; init; }

    /// <summary>Kind archive: how far each partition is; null before the first turn.</summary>
    public IReadOnlyList<ArchivePosition>? Archive { get; init; }

    /// <summary>Kind archive: what was decided to be published and may not have been; null = nothing.</summary>
    public ReplayPlan? Plan { get; init; }

    /// <summary>Kind quarantine: how far each partition is; null before the first turn.</summary>
    public IReadOnlyList<QuarantinePosition>? Quarantine { get; init; }

    /// <summary>Kind quarantine: what was decided to be put back and may not have been; null = nothing.</summary>
    public RedrivePlan? Redrive { get; init; }

    /// <summary>Kind rebuild: which device comes next; null before the first turn.</summary>
    public RebuildPosition? Rebuild { get; init; }

    /// <summary>Kind rebuild: what was found so far.</summary>
    public RebuildReport? Report { get; init; }

    /// <summary>Whether something was decided that may not have been told.</summary>
    internal bool Owes => Plan is not null || Redrive is not null;

    /// <summary>With everything told that was decided.</summary>
    internal ReplayJob Told() => this with { Plan = null, Redrive = null };

    /// <summary>Whether nothing comes any more.</summary>
    public bool Ended => State is ReplayStates.Done or ReplayStates.Cancelled or ReplayStates.Failed;
}

/// <summary>The states of a job.</summary>
public static class ReplayStates
{
    /// <summary>Goes on with the next run.</summary>
    public const string Running = "running";

    /// <summary>Live traffic goes first.</summary>
    public const string Waiting = "waiting";

    /// <summary>Rows are on their way out of the tier Archive.</summary>
    public const string Restoring = "restoring";

    /// <summary>All is done.</summary>
    public const string Done = "done";

    /// <summary>Somebody ended it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It cannot be done.</summary>
    public const string Failed = "failed";
}
