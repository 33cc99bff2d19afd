using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>Small blobs that a test or Audit's books write.</summary>
public sealed class ScriptedBlobs : IBlobStore
{
    private readonly Dictionary<string, BlobContent> blobs = [];

    public bool Down { get; set; }

    public Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken) =>
        Down ? throw new StoreUnavailableException("10.0.0.1 is down") : Task.FromResult(blobs.GetValueOrDefault(name));

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        if (blobs.GetValueOrDefault(name)?.Version != version) return Task.FromResult(false);
        blobs[name] = new BlobContent(content.ToArray(), version + "1");
        return Task.FromResult(true);
    }

    public Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException("The API uploads nothing.");

    public Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException("The API writes no journals.");

    public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The API writes no journals.");

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException("The API deletes nothing.");
}
