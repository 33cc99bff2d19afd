using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>Writes and deletes one document of the registry, whoever else does so meanwhile.</summary>
internal sealed class ConditionalWriter(IDocumentStore store)
{
    private const int Tries = 20;

    /// <summary>Makes the document what <paramref name="next"/> makes of the stored one (null = there is none); null or the same instance = it stays as it is.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="id">Its id.</param>
    /// <param name="next">What it is to be.</param>
    /// <param name="condition">Which version it must have.</param>
    /// <param name="likelyNew">Whether to try first as if it were not there, which saves a request where it is not; without a condition only.</param>
    /// <param name="isThere">Whether a stored document counts as one; null = each does.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer, or others wrote it each time.</exception>
    public async Task<RegistryWrite<T>> WriteAsync<T>(
        string partition, string id, Func<T?, T?> next, VersionCondition condition, bool likelyNew, Func<T, bool>? isThere, CancellationToken cancellationToken) where T : class
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var stored = likelyNew && attempt == 0 ? null : await store.ReadAsync<T>(Containers.Registry, partition, id, cancellationToken);
            var known = stored is not null && isThere?.Invoke(stored.Body) != false;
            if (!condition.Allows(known ? stored!.Version : null)) return new(RegistryOutcome.OtherVersion, null);
            var body = next(stored?.Body);
            if (body is null || ReferenceEquals(body, stored?.Body)) return new(RegistryOutcome.Unchanged, stored);
            if (await store.TryWriteAsync(Containers.Registry, partition, id, body, stored?.Version, cancellationToken) is { } version)
                return new(!known ? RegistryOutcome.Created : RegistryOutcome.Updated, new(id, partition, body, version));
        }

        throw Busy(partition);
    }

    /// <summary>Deletes the document.</summary>
    /// <returns>What it was; no document when it is not there, or has another version.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer, or others wrote it each time.</exception>
    public async Task<(Document<T>? Deleted, bool OtherVersion)> DeleteAsync<T>(string partition, string id, VersionCondition condition, CancellationToken cancellationToken) where T : class
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var stored = await store.ReadAsync<T>(Containers.Registry, partition, id, cancellationToken);
            if (stored is null) return (null, condition != VersionCondition.None);
            if (!condition.Allows(stored.Version)) return (null, true);
            if (await store.TryDeleteAsync(Containers.Registry, partition, id, stored.Version, cancellationToken)) return (stored, false);
        }

        throw Busy(partition);
    }

    private static StoreUnavailableException Busy(string partition) => new($"{partition} was changed by others {Tries} times in a row.");
}
