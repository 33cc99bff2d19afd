using System.Text.Json;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Archive;

/// <summary>
/// Who of several runners works, so that they do not do the same twice. It saves work and nothing more: what they commit is
/// right whoever commits it.
/// </summary>
/// <param name="blobs">Where the lease lies.</param>
/// <param name="name">Name of its blob.</param>
/// <param name="time">Tells whether it has run out.</param>
public sealed class Lease(IBlobStore blobs, string name, TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);
    private readonly string owner = Guid.NewGuid().ToString("N");

    /// <summary>Takes the lease or keeps it for another two minutes; false when somebody else has it.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        var blob = await blobs.DownloadAsync(name, cancellationToken);
        if (blob is { Content.IsEmpty: false } && Read(blob.Content) is { } held && held.Owner != owner && held.Until > time.GetUtcNow()) return false;
        return await blobs.TryReplaceAsync(name, Content(time.GetUtcNow() + Lasts), blob?.Version, cancellationToken);
    }

    /// <summary>Gives it back.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var blob = await blobs.DownloadAsync(name, cancellationToken);
        if (blob is not null && Read(blob.Content)?.Owner == owner) await blobs.TryReplaceAsync(name, Content(DateTimeOffset.UnixEpoch), blob.Version, cancellationToken);
    }

    private static Term? Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<Term>(content.Span);
        }
        catch (JsonException)
        {
            // Whatever it is, it holds nobody's name.
            return null;
        }
    }

    private byte[] Content(DateTimeOffset until) => JsonSerializer.SerializeToUtf8Bytes(new Term(owner, until));

    private sealed record Term(string Owner, DateTimeOffset Until);
}
