using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rebuild;

namespace ServerlessIot.Ops.Api.Replays;

/// <summary>A job as it is answered.</summary>
public sealed record ReplayAnswer
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>running, waiting, restoring, done, cancelled or failed.</summary>
    public required string State { get; init; }

    /// <summary>Why it waits or has failed.</summary>
    public string? Reason { get; init; }

    /// <summary>What was asked for.</summary>
    public required ReplayRequest Request { get; init; }

    /// <summary>When, Unix milliseconds.</summary>
    public required long Asked { get; init; }

    /// <summary>Who asked for it.</summary>
    public string? By { get; init; }

    /// <summary>When it last went on, Unix milliseconds.</summary>
    public required long Changed { get; init; }

    /// <summary>Id of the restore that it waits for.</summary>
    public string? Restore { get; init; }

    /// <summary>Kinds archive and quarantine: counts by partition.</summary>
    public IReadOnlyList<ReplayCounts>? Partitions { get; init; }

    /// <summary>Kind rebuild: what was found so far.</summary>
    public RebuildReport? Report { get; init; }

    internal static ReplayAnswer Of(ReplayJob job, bool examples) => new()
    {
        Id = job.Id,
        State = job.State,
        Reason = job.Reason,
        Request = job.Request,
        Asked = job.Asked,
        By = job.By,
        Changed = job.Changed,
        Restore = job.Restore,
        Partitions = job.Archive?.Select(at => new ReplayCounts(at.Partition, at.Done, at.Rows + at.Gone, at.Rows, at.Gone) { Ticks = at.Ticks, Number = at.Number }).ToList()
            ?? job.Quarantine?.Select(at => new ReplayCounts(at.Partition, at.Next >= at.End, at.Read, at.Redriven, at.TooLarge + at.NoPayload) { TooLarge = at.TooLarge, NoPayload = at.NoPayload }).ToList(),
        Report = examples ? job.Report : job.Report is null ? null : job.Report with { Examples = [] },
    };
}

/// <summary>What a job did in one partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Done">Whether nothing is left of it.</param>
/// <param name="Read">Rows that were meant; of the quarantine records that were looked at.</param>
/// <param name="Published">Rows or records that were published.</param>
/// <param name="Skipped">Rows that were gone, records that could not be put back.</param>
public sealed record ReplayCounts(int Partition, bool Done, long Read, long Published, long Skipped)
{
    /// <summary>Kind archive: ticks published.</summary>
    public long? Ticks { get; init; }

    /// <summary>Kind archive: last number given.</summary>
    public long? Number { get; init; }

    /// <summary>Kind quarantine: of what was skipped, records whose bytes lie in a blob.</summary>
    public long? TooLarge { get; init; }

    /// <summary>Kind quarantine: of what was skipped, records that are no payloads.</summary>
    public long? NoPayload { get; init; }
}
