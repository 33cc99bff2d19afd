using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Journals;

/// <summary>Loses its tail once, right before a blob of the given kind is read.</summary>
internal sealed class ForgettingBlobs(MemoryBlobs blobs, string kind, Action forget) : IBlobStore
{
    public bool Forgot { get; private set; }

    public Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken)
    {
        if (!Forgot && name.Contains(kind, StringComparison.Ordinal))
        {
            Forgot = true;
            forget();
        }

        return blobs.DownloadAsync(name, cancellationToken);
    }

    public Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => blobs.UploadAsync(name, content, cancellationToken);

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) => blobs.TryReplaceAsync(name, content, version, cancellationToken);

    public Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken) => blobs.CreateAppendAsync(name, cancellationToken);

    public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken) =>
        blobs.TryAppendAsync(name, length, version, block, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => blobs.DeleteAsync(name, cancellationToken);
}
