using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Steps.Replay;

/// <summary>One kind of job, piece by piece: decided, committed with the job, and only then told.</summary>
internal interface IReplayWork
{
    /// <summary>Kind of the jobs.</summary>
    string Kind { get; }

    /// <summary>The next piece; null when nothing is left.</summary>
    /// <exception cref="BlobArchivedException">Rows must be brought back from the tier Archive first.</exception>
    Task<ReplayPiece?> NextAsync(ReplayJob job, CancellationToken cancellationToken);

    /// <summary>What a committed job still has to tell: a runner may have died over it. The same records as the first time.</summary>
    /// <exception cref="BlobArchivedException">Rows must be brought back from the tier Archive first.</exception>
    Task<ReplayPiece> AgainAsync(ReplayJob job, CancellationToken cancellationToken);

    /// <summary>Names of segments in the tier Archive that the rest of the job needs.</summary>
    Task<IReadOnlyList<string>> ArchivedAsync(ReplayJob job, CancellationToken cancellationToken);
}

/// <summary>A piece of a job.</summary>
/// <param name="Job">The job as it is to be committed.</param>
/// <param name="Records">What is published after that.</param>
/// <param name="Rows">What it counts for the job's rate.</param>
internal sealed record ReplayPiece(ReplayJob Job, IReadOnlyList<OutRecord> Records, int Rows);
