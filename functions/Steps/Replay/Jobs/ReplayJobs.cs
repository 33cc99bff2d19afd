using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Replay.Jobs;

/// <summary>The stored jobs: asked for, looked at, cancelled, and gone on with on the condition that nobody else did.</summary>
public sealed class ReplayJobs(IArchiveBlobs blobs, ReplayOptions options, TimeProvider time)
{
    private const string Folder = "replays/";
    private const int Attempts = 20;

    /// <summary>Time of now, Unix milliseconds.</summary>
    internal long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Asks for a job. The same content under the same key, or without one, is the same job, whatever its state.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ReplayAsked> AskAsync(ReplayRequest request, string? by, CancellationToken cancellationToken)
    {
        var id = IdOf(request);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await FindAsync(id, cancellationToken) is { } known) return known.Request == request ? new(known, ReplayAnswers.Known) : new(null, ReplayAnswers.OtherContent);
            if ((await ListAsync(cancellationToken)).Count(job => !job.Ended) >= options.MostJobs) return new(null, ReplayAnswers.TooMany);
            var job = new ReplayJob { Id = id, Request = request, State = ReplayStates.Running, Asked = Now, Changed = Now, By = by };
            if (await blobs.TryReplaceAsync(Folder + id, Bytes(job), null, cancellationToken)) return new(job, ReplayAnswers.Begun);
        }

        throw new StoreUnavailableException($"The job {id} came and went {Attempts} times while it was asked for.");
    }

    /// <summary>A job; null when there is none of this id.</summary>
    public async Task<ReplayJob?> FindAsync(string id, CancellationToken cancellationToken) => (await ReadAsync(id, cancellationToken))?.Job;

    /// <summary>All jobs, ordered by id.</summary>
    public async Task<IReadOnlyList<ReplayJob>> ListAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<ReplayJob>();
        await foreach (var name in blobs.ListAsync(Folder, time.GetUtcNow() + TimeSpan.FromDays(1), cancellationToken))
        {
            if (await FindAsync(name[Folder.Length..], cancellationToken) is { } job) jobs.Add(job);
        }

        return jobs;
    }

    /// <summary>Ends a job that has not ended; what its runner is publishing right now may still come.</summary>
    /// <returns>The job as it is then; null when there is none.</returns>
    public async Task<ReplayJob?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await ReadAsync(id, cancellationToken) is not var (job, version)) return null;
            if (job.Ended) return job;
            var cancelled = job.Told() with { State = ReplayStates.Cancelled, Reason = null, Restore = null, Changed = Now };
            if (await blobs.TryReplaceAsync(Folder + id, Bytes(cancelled), version, cancellationToken)) return cancelled;
        }

        throw new StoreUnavailableException($"The job {id} changed {Attempts} times while it was cancelled.");
    }

    /// <summary>A job and its version; null when there is none.</summary>
    /// <exception cref="CorruptDataException">The blob is no job.</exception>
    internal async Task<(ReplayJob Job, string Version)?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (await blobs.DownloadAsync(Folder + id, cancellationToken) is not { } blob) return null;
        try
        {
            return (JsonSerializer.Deserialize(blob.Content.Span, ReplayJson.Default.ReplayJob) ?? throw new JsonException("It is null."), blob.Version);
        }
        catch (JsonException exception)
        {
            throw new CorruptDataException($"{Folder}{id} is no job.", exception);
        }
    }

    /// <summary>Replaces a job that still has a version.</summary>
    /// <returns>The new version; null when somebody else changed it, or may have.</returns>
    internal async Task<string?> CommitAsync(ReplayJob job, string version, CancellationToken cancellationToken)
    {
        var bytes = Bytes(job);
        if (!await blobs.TryReplaceAsync(Folder + job.Id, bytes, version, cancellationToken)) return null;
        var stored = await blobs.DownloadAsync(Folder + job.Id, cancellationToken);
        return stored is not null && stored.Content.Span.SequenceEqual(bytes) ? stored.Version : null;
    }

    /// <summary>Deletes jobs that ended long ago.</summary>
    internal async Task SweepAsync(IEnumerable<ReplayJob> jobs, CancellationToken cancellationToken)
    {
        var before = Now - (long)TimeSpan.FromDays(options.KeepDays).TotalMilliseconds;
        foreach (var job in jobs.Where(job => job.Ended && job.Changed < before)) await blobs.DeleteAsync(Folder + job.Id, cancellationToken);
    }

    private static byte[] Bytes(ReplayJob job) => JsonSerializer.SerializeToUtf8Bytes(job, ReplayJson.Default.ReplayJob);

    /// <summary>Of tenant and key, so that another content under the same key is found out; else of the content. Nobody meets the ids of another tenant.</summary>
    private static string IdOf(ReplayRequest request)
    {
        var named = request.Key is null ? request : new ReplayRequest { Kind = "", Tenant = request.Tenant, Key = request.Key, From = 0, Rate = 0 };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new ReplayJob { Id = "", Request = named, State = "", Asked = 0, Changed = 0 }, ReplayJson.Default.ReplayJob);
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
    }
}

/// <summary>What became of a request.</summary>
/// <param name="Job">The job; null when there is none for it.</param>
/// <param name="Answer">Why.</param>
public sealed record ReplayAsked(ReplayJob? Job, ReplayAnswers Answer);

/// <summary>Answers to a request.</summary>
public enum ReplayAnswers
{
    /// <summary>A new job.</summary>
    Begun,

    /// <summary>The same was asked for before.</summary>
    Known,

    /// <summary>The key stands for another content.</summary>
    OtherContent,

    /// <summary>Too many jobs have not ended.</summary>
    TooMany,
}
