using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Rules;

/// <summary>
/// Rule files in blob storage: each under the name of its version and hash, never changed, and one blob that says which was published last, and which before it. What holds in a partition its ticks say.
/// </summary>
public sealed class RuleBook(IBlobStore blobs, TimeProvider time, ILogger<RuleBook> logger)
{
    /// <summary>The blob that says which rules were published last.</summary>
    internal const string LatestBlob = "rules/latest.json";

    private const int Tries = 5;
    private string? said;

    /// <summary>The rules that were published last; null while nobody published any.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<RulesName?> LatestAsync(CancellationToken cancellationToken) => (await FindAsync(cancellationToken))?.Name;

    /// <summary>The rules that were published last, and by whom; null while nobody published any.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<PublishedRules?> FindAsync(CancellationToken cancellationToken) => (await PublishedAsync(cancellationToken)).Latest?.Published;

    /// <summary>Which rules were published when, the last hundred times.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<RuleHistory> HistoryAsync(CancellationToken cancellationToken)
    {
        var (latest, version) = await PublishedAsync(cancellationToken);
        return latest?.History ?? new RuleHistory(version is null ? 0 : long.MaxValue, []);
    }

    /// <summary>Reads rules. Null when their blob is not there, is not what was published, or holds what this version of the code refuses: that is logged, once.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<RuleSet?> ReadAsync(RulesName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (await blobs.DownloadAsync(name.Blob, cancellationToken) is not { } blob)
        {
            NotRead(name.Version, $"the blob {name.Blob} is not there");
            return null;
        }

        if (Convert.ToHexStringLower(SHA256.HashData(blob.Content.Span)) != name.Hash)
        {
            NotRead(name.Version, $"the blob {name.Blob} was changed");
            return null;
        }

        try
        {
            var set = RuleFile.Read(blob.Content.Span);
            Volatile.Write(ref said, null);
            return set;
        }
        catch (RuleFileException error)
        {
            NotRead(name.Version, error.Message);
            return null;
        }
    }

    /// <summary>Publishes a file: it is in force from the next tick on. A file that is published already is published once more, which changes nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="by">Who does it; null = the holder of the key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer; whether it is published is not known, and publishing again is safe.</exception>
    public async Task<Publication> PublishAsync(ReadOnlyMemory<byte> file, string? by, CancellationToken cancellationToken)
    {
        RuleSet set;
        try
        {
            set = RuleFile.Read(file.Span);
        }
        catch (RuleFileException error)
        {
            return new Publication(PublicationOutcome.Refused, null, error.Message);
        }

        if (set.Version == 0) return new Publication(PublicationOutcome.Refused, null, "Line 1: version must be a whole number from 1; 0 is that of the rules that ship.");
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (latest, version) = await PublishedAsync(cancellationToken);
            if (latest?.Published.Name == set.Name) return new Publication(PublicationOutcome.Published, latest.Published, null);
            if (latest is not null && latest.Version >= set.Version)
                return new Publication(PublicationOutcome.Outdated, latest.Published, $"Version {latest.Version} is published; the next one must have a higher version than that.");
            // What is there already under this hash is the same.
            await blobs.TryReplaceAsync(set.Name.Blob, file, null, cancellationToken);
            var next = new LatestRules(set.Version, set.Hash, set.Rules.Count, time.GetUtcNow().ToUnixTimeMilliseconds(), by).After(latest, isKnown: version is null);
            if (!await blobs.TryReplaceAsync(LatestBlob, JsonSerializer.SerializeToUtf8Bytes(next, RulesJson.Default.LatestRules), version, cancellationToken)) continue;
            logger.RulesPublished(next.Version, next.Rules, next.By ?? "the holder of the key");
            return new Publication(PublicationOutcome.Published, next.Published, null);
        }

        throw new StoreUnavailableException($"Others published rules {Tries} times in a row.");
    }

    /// <summary>Says it once, though it is looked for again and again.</summary>
    private void NotRead(int version, string reason)
    {
        var text = $"{version} {reason}";
        if (Interlocked.Exchange(ref said, text) != text) logger.RulesNotRead(version, reason);
    }

    private async Task<(LatestRules? Latest, string? Version)> PublishedAsync(CancellationToken cancellationToken)
    {
        if (await blobs.DownloadAsync(LatestBlob, cancellationToken) is not { } blob) return (null, null);
        try
        {
            return (JsonSerializer.Deserialize(blob.Content.Span, RulesJson.Default.LatestRules), blob.Version);
        }
        catch (JsonException error)
        {
            // Ticks have to go on; whoever publishes next replaces it.
            NotRead(0, $"the blob {LatestBlob} is no JSON: {error.Message}");
            return (null, blob.Version);
        }
    }
}
