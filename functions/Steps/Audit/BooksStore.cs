using System.Text.Json;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Audit;

/// <summary>Keeps the latest books in one small blob, which Audit writes and the API reads.</summary>
public sealed class BooksStore(IBlobStore blobs)
{
    private const string Name = "audit/books.json";

    /// <summary>The latest books with their version; null before the first look, or when what is stored is of another shape.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<(AuditBooks? Books, string? Version)> ReadAsync(CancellationToken cancellationToken)
    {
        if (await blobs.DownloadAsync(Name, cancellationToken) is not { } stored) return (null, null);
        try
        {
            var books = JsonSerializer.Deserialize(stored.Content.Span, AuditJson.Default.AuditBooks);
            return (books?.Partitions is null ? null : books, stored.Version);
        }
        catch (JsonException)
        {
            // Everything in it can be read again from the journals.
            return (null, stored.Version);
        }
    }

    /// <summary>Replaces the books; false when another look did so meanwhile.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public Task<bool> TryWriteAsync(AuditBooks books, string? version, CancellationToken cancellationToken) =>
        blobs.TryReplaceAsync(Name, JsonSerializer.SerializeToUtf8Bytes(books, AuditJson.Default.AuditBooks), version, cancellationToken);
}
