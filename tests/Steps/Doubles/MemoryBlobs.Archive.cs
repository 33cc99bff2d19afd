using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>Large blobs. Staged blocks do not count and are not remembered.</summary>
public sealed partial class MemoryBlobs
{
    private readonly ConcurrentDictionary<(string Name, int Block), byte[]> staged = new();

    /// <summary>When committed blobs were written.</summary>
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Tier of a blob; null when it is not there.</summary>
    public BlobTier? TierOf(string name) => blobs.GetValueOrDefault(name)?.Tier;

    public Task<ReadOnlyMemory<byte>?> ReadRangeAsync(string name, long offset, int length, CancellationToken cancellationToken)
    {
        if (!blobs.TryGetValue(name, out var blob)) return Task.FromResult<ReadOnlyMemory<byte>?>(null);
        if (blob.Tier == BlobTier.Archive) throw new BlobArchivedException($"{name} is in the tier Archive.") { Blobs = [name] };
        var from = (int)Math.Min(offset, blob.Bytes.Length);
        return Task.FromResult<ReadOnlyMemory<byte>?>(blob.Bytes.AsMemory(from, Math.Min(length, blob.Bytes.Length - from)));
    }

    public Task StageAsync(string name, int block, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Write(name, () => staged[(name, block)] = content.ToArray());
        return Task.CompletedTask;
    }

    public Task CommitAsync(string name, int blocks, BlobTier tier, CancellationToken cancellationToken)
    {
        Write(name, () => blobs.TryAdd(name, new Blob([.. Enumerable.Range(0, blocks).SelectMany(block => staged[(name, block)])], Next(), tier, Now)));
        return Task.CompletedTask;
    }

    public Task<BlobTier?> TierOfAsync(string name, CancellationToken cancellationToken) => Task.FromResult(TierOf(name));

    public Task SetTierAsync(string name, BlobTier tier, CancellationToken cancellationToken)
    {
        Write(name, () =>
        {
            if (blobs.TryGetValue(name, out var blob)) blobs[name] = blob with { Tier = tier };
        });
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, _) in blobs.Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal) && blob.Value.Written < before).OrderBy(blob => blob.Key).ToList())
        {
            await Task.CompletedTask;
            yield return name;
        }
    }
}
