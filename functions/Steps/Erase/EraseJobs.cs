using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Erase;

/// <summary>Jobs as JSON in small blobs: <c>erasures/{id}</c>, and <c>erasures/running/{id}</c> (empty) while one is not complete.</summary>
public sealed class EraseJobs(IArchiveBlobs blobs, TimeProvider time)
{
    private const string Folder = "erasures/";
    private const string RunningFolder = "erasures/running/";
    private const int IdLength = 32;

    /// <summary>A mark whose job never came is forgotten after this time.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>The id of a job.</summary>
    public static string IdOf(string tenant, string device, long before) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{tenant}\n{device}\n{before}"))))[..IdLength];

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);
    }

    /// <summary>Writes a new job; the one that is there when its id is known.</summary>
    public async Task<EraseJob> BeginAsync(EraseJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        // The mark first: a job without one would never be carried out.
        if (!await blobs.ExistsAsync(RunningFolder + job.Id, cancellationToken)) await blobs.TryReplaceAsync(RunningFolder + job.Id, "{}"u8.ToArray(), null, cancellationToken);
        return await WriteAsync(job, null, cancellationToken) ? job : await FindAsync(job.Id, cancellationToken) ?? throw new StoreUnavailableException($"{Folder}{job.Id} was taken and is gone.");
    }

    /// <summary>A job; null when there is none of this id.</summary>
    /// <exception cref="CorruptDataException">Its blob is no job.</exception>
    public async Task<EraseJob?> FindAsync(string id, CancellationToken cancellationToken) => (await ReadAsync(id, cancellationToken)).Job;

    /// <summary>Changes a job. Others' changes are kept: the change is made of what is stored.</summary>
    public async Task<EraseJob> ChangeAsync(string id, Func<EraseJob, EraseJob> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var (job, version) = await ReadAsync(id, cancellationToken);
            if (job is null) throw new CorruptDataException($"{Folder}{id} is gone.");
            var changed = change(job);
            if (changed == job || await WriteAsync(changed, version, cancellationToken)) return changed;
        }
    }

    /// <summary>Ids of jobs that are not complete, in no order.</summary>
    public async Task<IReadOnlyList<string>> RunningAsync(CancellationToken cancellationToken)
    {
        var ids = await ListAsync(RunningFolder, DateTimeOffset.MaxValue, cancellationToken);
        foreach (var old in await ListAsync(RunningFolder, time.GetUtcNow() - Abandoned, cancellationToken))
        {
            if (await FindAsync(old, cancellationToken) is null or { State: EraseStates.Complete }) await EndAsync(old, cancellationToken);
        }

        return ids;
    }

    /// <summary>Ids of all jobs in their order behind <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var ids = await ListAsync(Folder, DateTimeOffset.MaxValue, cancellationToken);
        return [.. ids.Where(id => after is null || string.CompareOrdinal(id, after) > 0).Order(StringComparer.Ordinal).Take(limit)];
    }

    /// <summary>Forgets that a job is not complete.</summary>
    internal Task EndAsync(string id, CancellationToken cancellationToken) => blobs.DeleteAsync(RunningFolder + id, cancellationToken);

    private async Task<List<string>> ListAsync(string folder, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var name in blobs.ListAsync(folder, before, cancellationToken))
        {
            if (IsId(name[folder.Length..])) ids.Add(name[folder.Length..]);
        }

        return ids;
    }

    private async Task<(EraseJob? Job, string? Version)> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var blob = await blobs.DownloadAsync(Folder + id, cancellationToken);
        if (blob is null) return (null, null);
        try
        {
            return (JsonSerializer.Deserialize(blob.Content.Span, EraseJson.Default.EraseJob), blob.Version);
        }
        catch (JsonException exception)
        {
            throw new CorruptDataException($"{Folder}{id} is no job.", exception);
        }
    }

    private Task<bool> WriteAsync(EraseJob job, string? version, CancellationToken cancellationToken) =>
        blobs.TryReplaceAsync(Folder + job.Id, Certificate.ToJson(job), version, cancellationToken);
}
