using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>Counts what Audit reads and refuses what it must not do: it may replace its own books and nothing else.</summary>
internal sealed class CountingBlobs(IBlobStore blobs) : IBlobStore
{
    private int reads;
    private long bytes;

    public (int Reads, long Bytes) Taken
    {
        get
        {
            var taken = (reads, bytes);
            (reads, bytes) = (0, 0);
            return taken;
        }
    }

    public async Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken) => Count(await blobs.DownloadAsync(name, cancellationToken));

    public async Task<BlobContent?> DownloadFromAsync(string name, long from, CancellationToken cancellationToken) => Count(await blobs.DownloadFromAsync(name, from, cancellationToken));

    public Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException(name);

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) => throw new NotSupportedException(name);

    public Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException(name);

    public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken) => throw new NotSupportedException(name);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException(name);

    private BlobContent? Count(BlobContent? content)
    {
        Interlocked.Increment(ref reads);
        Interlocked.Add(ref bytes, content?.Content.Length ?? 0);
        return content;
    }
}
