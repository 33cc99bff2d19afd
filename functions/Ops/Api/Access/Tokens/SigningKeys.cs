using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>
/// The authority's keys, held in memory. They are fetched anew every 12 hours, and when a token names one that is not among
/// them (authorities change their keys without notice), though not more often than <see cref="Pause"/>: anyone can name any
/// key. While the authority does not answer, the keys of the last 24 hours go on to count.
/// </summary>
public sealed class SigningKeys(Func<CancellationToken, Task<IReadOnlyDictionary<string, RSAParameters>>> fetch, TimeProvider time, ILogger<SigningKeys> logger) : IDisposable
{
    /// <summary>Age at which they are fetched anew.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromHours(12);

    /// <summary>Age at which they count no longer.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromHours(24);

    /// <summary>Shortest time from a fetch to one because of an unknown key.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Shortest time from a fetch that failed to the next.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim fetching = new(1, 1);
    private volatile Ring? ring;

    // Guarded by fetching.
    private DateTimeOffset noFetchBefore = DateTimeOffset.MinValue;
    private Exception? failure;

    /// <summary>A key; null when the authority has none of this id.</summary>
    /// <exception cref="IdentityUnavailableException">There are no keys that still count, and the authority does not answer.</exception>
    public async Task<RSAParameters?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (Known(id) is { } key) return key;
        await fetching.WaitAsync(cancellationToken);
        try
        {
            // Somebody may have fetched them while this one waited.
            if (Known(id) is { } found) return found;
            if (time.GetUtcNow() >= noFetchBefore) await FetchAsync_NeedsLock();
        }
        finally
        {
            fetching.Release();
        }

        var held = ring;
        if (held is null || time.GetUtcNow() - held.Fetched >= ForgetAfter) throw new IdentityUnavailableException("There are no signing keys.", failure);
        return held.Keys.TryGetValue(id, out var parameters) ? parameters : null;
    }

    /// <inheritdoc/>
    public void Dispose() => fetching.Dispose();

    private RSAParameters? Known(string id) =>
        ring is { } held && time.GetUtcNow() - held.Fetched < RefreshAfter && held.Keys.TryGetValue(id, out var key) ? key : null;

    // Not ended by a caller who leaves: others wait for the same keys. The fetch bounds itself.
    private async Task FetchAsync_NeedsLock()
    {
        try
        {
            var keys = await fetch(CancellationToken.None);
            ring = new Ring(keys, time.GetUtcNow());
            (failure, noFetchBefore) = (null, time.GetUtcNow() + Pause);
        }
        catch (IdentityUnavailableException error)
        {
            (failure, noFetchBefore) = (error, time.GetUtcNow() + PauseAfterFailure);
            if (ring is { } held) logger.KeysAreOld(error, held.Fetched);
        }
    }

    private sealed record Ring(IReadOnlyDictionary<string, RSAParameters> Keys, DateTimeOffset Fetched);
}
