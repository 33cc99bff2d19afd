namespace ServerlessIot.Steps.Ports;

/// <summary>Blobs of one container: data blobs with unique names, and append blobs for journals.</summary>
/// <exception cref="StoreUnavailableException">Any call: the store did not answer in time or failed; whether a write happened is not known.</exception>
public interface IBlobStore
{
    /// <summary>Uploads a block blob; the name must be new.</summary>
    Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Overwrites a small block blob if it still has <paramref name="version"/> (null = must not exist). False when somebody else changed it.</summary>
    Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken);

    /// <summary>The whole content with the blob's version; null when there is no such blob.</summary>
    Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken);

    /// <summary>The whole content with the blob's version; no content under <paramref name="seen"/> when it still has that version; null when there is no such blob.</summary>
    async Task<BlobContent?> DownloadChangedAsync(string name, string? seen, CancellationToken cancellationToken)
    {
        var blob = await DownloadAsync(name, cancellationToken);
        return blob is not null && blob.Version == seen ? new BlobContent(default, seen) : blob;
    }

    /// <summary>The content from a position on, with the blob's version; empty content at or beyond its end; null when there is no such blob.</summary>
    async Task<BlobContent?> DownloadFromAsync(string name, long from, CancellationToken cancellationToken)
    {
        var whole = await DownloadAsync(name, cancellationToken);
        return whole is null ? null : whole with { Content = whole.Content[(int)Math.Min(from, whole.Content.Length)..] };
    }

    /// <summary>Whether there is such a blob.</summary>
    async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => await DownloadFromAsync(name, long.MaxValue, cancellationToken) is not null;

    /// <summary>Creates an empty append blob; the name must be new.</summary>
    Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken);

    /// <summary>Appends one block if the blob still has exactly <paramref name="length"/> bytes and <paramref name="version"/>.</summary>
    /// <returns>The new version; null when the condition did not hold (HTTP 412) or the blob is gone.</returns>
    Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken);

    /// <summary>Deletes a blob if it is there.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Downloaded bytes.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Version">ETag at the time of reading.</param>
public sealed record BlobContent(ReadOnlyMemory<byte> Content, string Version);
