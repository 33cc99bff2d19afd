using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Restore;

/// <summary>Brings segments back from the tier Archive for whoever wants to read them, and puts them there again some days later.</summary>
public sealed class RestoreStep(IArchiveBlobs blobs, ArchiveOptions options, TimeProvider time)
{
    private const string Folder = "restores/";

    /// <summary>Asks for segments. To ask for the same ones again changes nothing but how long they stay.</summary>
    /// <param name="segments">Their names.</param>
    /// <param name="tenants">Tenants that may see the job; null = who sees all tenants.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RestoreJob> AskAsync(IReadOnlyList<string> segments, IReadOnlyList<string>? tenants, CancellationToken cancellationToken)
    {
        var sorted = segments.Distinct().Order(StringComparer.Ordinal).ToList();
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. sorted, "", .. tenants ?? ["*"]]))))[..32];
        while (true)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var (known, version) = await ReadAsync(id, cancellationToken);
            var job = (known ?? new RestoreJob(id, sorted, now, 0, now + (long)options.RestoreTakes.TotalMilliseconds) { Tenants = tenants }) with
            {
                Until = now + (long)options.RestoredFor.TotalMilliseconds,
            };
            if (await blobs.TryReplaceAsync(Folder + id, JsonSerializer.SerializeToUtf8Bytes(job, RestoreJson.Default.RestoreJob), version, cancellationToken)) return await LookAsync(job, cancellationToken);
        }
    }

    /// <summary>How far a job is; null when there is none of this id.</summary>
    public async Task<RestoreJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var (job, _) = await ReadAsync(id, cancellationToken);
        return job is null ? null : await LookAsync(job, cancellationToken);
    }

    /// <summary>Puts what was brought back into Archive again when its time is over, unless another job still wants it.</summary>
    /// <returns>Names of the segments that somebody still wants.</returns>
    public async Task<HashSet<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<RestoreJob>();
        await foreach (var name in blobs.ListAsync(Folder, time.GetUtcNow() + TimeSpan.FromDays(1), cancellationToken))
        {
            try
            {
                if ((await ReadAsync(name[Folder.Length..], cancellationToken)).Job is { } job) jobs.Add(job);
            }
            catch (CorruptDataException)
            {
                // Of no use to anybody: who waits for it is told that there is none, and asks again.
                await blobs.DeleteAsync(name, cancellationToken);
            }
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var wanted = jobs.Where(job => job.Until > now).SelectMany(job => job.Segments).ToHashSet();
        foreach (var job in jobs.Where(job => job.Until <= now))
        {
            foreach (var segment in job.Segments.Where(segment => !wanted.Contains(segment))) await blobs.SetTierAsync(segment, BlobTier.Archive, cancellationToken);
            await blobs.DeleteAsync(Folder + job.Id, cancellationToken);
        }

        return wanted;
    }

    private async Task<(RestoreJob? Job, string? Version)> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var blob = await blobs.DownloadAsync(Folder + id, cancellationToken);
        if (blob is null) return (null, null);
        try
        {
            return (JsonSerializer.Deserialize(blob.Content.Span, RestoreJson.Default.RestoreJob), blob.Version);
        }
        catch (JsonException exception)
        {
            throw new CorruptDataException($"{Folder}{id} is no job.", exception);
        }
    }

    /// <summary>Counts what can be read, and asks the store for what it was not asked for yet.</summary>
    private async Task<RestoreJob> LookAsync(RestoreJob job, CancellationToken cancellationToken)
    {
        var ready = 0;
        foreach (var segment in job.Segments)
        {
            var tier = await blobs.TierOfAsync(segment, cancellationToken);
            if (tier == BlobTier.Archive && time.GetUtcNow().ToUnixTimeMilliseconds() >= job.NotBefore)
            {
                await blobs.SetTierAsync(segment, BlobTier.Cool, cancellationToken);
                tier = await blobs.TierOfAsync(segment, cancellationToken);
            }

            // What is gone was merged or deleted meanwhile: nobody waits for it any more.
            if (tier != BlobTier.Archive) ready++;
        }

        return job with { Ready = ready };
    }
}
