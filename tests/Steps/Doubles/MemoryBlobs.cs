using System.Collections.Concurrent;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>A blob store whose failures a test chooses: before a write, after it, or with the loss of what was acknowledged last.</summary>
public sealed partial class MemoryBlobs : IArchiveBlobs
{
    private ConcurrentDictionary<string, Blob> blobs = new();
    private long version;

    /// <summary>Asked before and after every write; throws to fail it.</summary>
    public Action<string, bool> OnWrite { get; set; } = (_, _) => { };

    public IEnumerable<string> Names => blobs.Keys.Order();

    /// <summary>A copy of everything, to go back to.</summary>
    public Action Remember()
    {
        var copy = new Dictionary<string, Blob>(blobs);
        return () => blobs = new ConcurrentDictionary<string, Blob>(copy);
    }

    public Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Write(name, () => blobs.TryAdd(name, new Blob(content.ToArray(), Next(), Written: Now)));
        return Task.CompletedTask;
    }

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var done = false;
        Write(name, () =>
        {
            if (blobs.GetValueOrDefault(name)?.Version != version) return;
            blobs[name] = new Blob(content.ToArray(), Next());
            done = true;
        });
        return Task.FromResult(done);
    }

    public Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(blobs.TryGetValue(name, out var blob) ? new BlobContent(blob.Bytes, blob.Version) : null);

    public Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken)
    {
        var created = Next();
        Write(name, () => blobs.TryAdd(name, new Blob([], created)));
        return Task.FromResult(created);
    }

    public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        string? next = null;
        Write(name, () =>
        {
            if (!blobs.TryGetValue(name, out var blob) || blob.Bytes.Length != length || blob.Version != version) return;
            next = Next();
            blobs[name] = new Blob([.. blob.Bytes, .. block.Span], next);
        });
        return Task.FromResult(next);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Write(name, () => blobs.TryRemove(name, out _));
        return Task.CompletedTask;
    }

    private string Next() => Interlocked.Increment(ref version).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Write(string name, Action write)
    {
        OnWrite(name, false);
        lock (this) write();
        OnWrite(name, true);
    }

    private sealed record Blob(byte[] Bytes, string Version, BlobTier Tier = BlobTier.Hot, DateTimeOffset Written = default);
}
