using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Restore;

namespace ServerlessIot.Steps.Replay;

/// <summary>
/// Goes on with jobs, in turns, while lease and time last. Each piece is committed with the job before it is told (delivery rule 2): a runner that
/// dies repeats at most one piece, with the same ids and numbers.
/// </summary>
public sealed class ReplayStep(
    ReplayJobs jobs, ReplayWorks works, LiveLag live, RestoreStep restores, IArchiveBlobs blobs, ILogWriter log, ReplayOptions options, TimeProvider time, ILogger<ReplayStep> logger)
{
    /// <summary>A job's turn, while others wait for theirs.</summary>
    private static readonly TimeSpan TurnLasts = TimeSpan.FromSeconds(10);

    /// <summary>Live traffic is looked at, and the lease kept, this often.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private readonly Lease lease = new(blobs, "leases/replay", time);

    /// <summary>One run: until every job has ended or waits, or the run's time is over.</summary>
    /// <exception cref="StoreUnavailableException">The store failed; the next run goes on.</exception>
    /// <exception cref="LogUnavailableException">The log failed; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var all = await jobs.ListAsync(cancellationToken);
        await jobs.SweepAsync(all, cancellationToken);
        var due = all.Where(job => !job.Ended).OrderBy(job => job.Changed).ThenBy(job => job.Id, StringComparer.Ordinal).Select(job => job.Id).ToList();
        if (due.Count == 0 || !await lease.TryHoldAsync(cancellationToken)) return;
        var began = time.GetTimestamp();
        while (due.Count > 0 && Left() > TimeSpan.Zero)
        {
            foreach (var id in due.ToList())
            {
                var lasts = due.Count == 1 || Left() < TurnLasts ? Left() : TurnLasts;
                if (lasts <= TimeSpan.Zero) break;
                if (!await TurnAsync(id, lasts, cancellationToken)) due.Remove(id);
            }
        }

        await lease.ReleaseAsync(cancellationToken);

        TimeSpan Left() => options.RunFor - time.GetElapsedTime(began);
    }

    /// <summary>Goes on with one job; false when it has ended or has to wait.</summary>
    private async Task<bool> TurnAsync(string id, TimeSpan lasts, CancellationToken cancellationToken)
    {
        if (await jobs.ReadAsync(id, cancellationToken) is not var (job, version) || job.Ended) return false;
        var turn = new Turn(job, version);
        try
        {
            return await MayGoOnAsync(turn, cancellationToken) && await WorkAsync(turn, works.Of(job.Request.Kind), lasts, cancellationToken);
        }
        catch (BlobArchivedException archived)
        {
            var needed = await works.Of(job.Request.Kind).ArchivedAsync(turn.Job, cancellationToken);
            var restore = await restores.AskAsync(needed.Count > 0 ? needed : archived.Blobs, [job.Request.Tenant], cancellationToken);
            await CommitAsync(turn, turn.Job with { Restore = restore.Id, State = ReplayStates.Restoring, Reason = $"{restore.Segments.Count} segments are brought back from the tier Archive." }, cancellationToken);
            return false;
        }
        catch (Exception exception) when (exception is CorruptDataException or ReplayImpossibleException)
        {
            logger.Failed(exception, id);
            await CommitAsync(turn, turn.Job with { State = ReplayStates.Failed, Reason = exception.Message }, cancellationToken);
            return false;
        }
    }

    private async Task<bool> MayGoOnAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Job.Restore is { } restore)
        {
            if (await restores.FindAsync(restore, cancellationToken) is { } asked && asked.Ready < asked.Segments.Count) return false;
            turn.Job = turn.Job with { Restore = null };
        }

        if (await live.WhyWaitAsync(cancellationToken) is not { } reason) return true;
        await CommitAsync(turn, turn.Job with { State = ReplayStates.Waiting, Reason = reason }, cancellationToken);
        return false;
    }

    private async Task<bool> WorkAsync(Turn turn, IReplayWork work, TimeSpan lasts, CancellationToken cancellationToken)
    {
        var (began, looked, rows) = (time.GetTimestamp(), time.GetTimestamp(), 0L);
        if (turn.Job.Owes)
        {
            logger.Again(turn.Job.Id);
            var again = await work.AgainAsync(turn.Job, cancellationToken);
            await log.WriteAsync(again.Records, cancellationToken);
            (turn.Job, rows) = (again.Job, again.Rows);
        }

        while (time.GetElapsedTime(began) < lasts)
        {
            var piece = await work.NextAsync(turn.Job, cancellationToken);
            var next = piece?.Job ?? turn.Job.Told();
            if (!await CommitAsync(turn, next with { State = piece is null ? ReplayStates.Done : ReplayStates.Running, Reason = null }, cancellationToken)) return false;
            if (piece is null) return false;
            await log.WriteAsync(piece.Records, cancellationToken);
            rows += piece.Rows;
            await PaceAsync(turn.Job.Request.Rate, rows, began, cancellationToken);
            if (time.GetElapsedTime(looked) < LookEvery) continue;
            looked = time.GetTimestamp();
            if (await live.WhyWaitAsync(cancellationToken) is { } reason)
            {
                await CommitAsync(turn, turn.Job.Told() with { State = ReplayStates.Waiting, Reason = reason }, cancellationToken);
                return false;
            }

            if (!await lease.TryHoldAsync(cancellationToken)) return false;
        }

        // All of it was acknowledged.
        return await CommitAsync(turn, turn.Job.Told(), cancellationToken);
    }

    /// <summary>Waits until so many rows are not too many for the time that went by.</summary>
    private async Task PaceAsync(int rate, long rows, long began, CancellationToken cancellationToken)
    {
        var early = TimeSpan.FromSeconds((double)rows / rate) - time.GetElapsedTime(began);
        if (early > TimeSpan.Zero) await Task.Delay(early, time, cancellationToken);
    }

    private async Task<bool> CommitAsync(Turn turn, ReplayJob next, CancellationToken cancellationToken)
    {
        if ((next.State, next.Reason) != (turn.Job.State, turn.Job.Reason)) logger.Changed(next.Id, next.State, next.Reason);
        next = next with { Changed = jobs.Now };
        if (await jobs.CommitAsync(next, turn.Version, cancellationToken) is not { } version)
        {
            logger.Overtaken(next.Id);
            return false;
        }

        (turn.Job, turn.Version) = (next, version);
        return true;
    }

    /// <summary>A job as it was last committed, and its version.</summary>
    private sealed class Turn(ReplayJob job, string version)
    {
        public ReplayJob Job { get; set; } = job;

        public string Version { get; set; } = version;
    }
}
