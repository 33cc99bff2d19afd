using System.Collections.Concurrent;
using System.Globalization;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Rings;

/// <summary>The rings of all partitions, a blob each (<c>rings/p=PPP</c>) in a container of its own, changed on the condition that nobody else did meanwhile.</summary>
/// <param name="blobs">The container of the keys.</param>
/// <param name="time">Tells how old a ring in memory is.</param>
public sealed class KeyRings(IBlobStore blobs, TimeProvider time)
{
    /// <summary>A ring is held in memory for so long, and with it keys that were destroyed meanwhile.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>Attempts at a change: rings change seldom.</summary>
    private const int Attempts = 20;
    private readonly ConcurrentDictionary<int, (KeyRing Ring, long At)> held = new();

    /// <summary>A ring, at most a minute old.</summary>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    public async ValueTask<KeyRing> ReadAsync(int partition, CancellationToken cancellationToken) =>
        held.TryGetValue(partition, out var known) && time.GetElapsedTime(known.At) < Remembered ? known.Ring : await ReadNowAsync(partition, cancellationToken);

    /// <summary>A ring as it is now.</summary>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    public async Task<KeyRing> ReadNowAsync(int partition, CancellationToken cancellationToken) => (await LoadAsync(partition, cancellationToken)).Ring;

    /// <summary>Keys for who writes segments of a partition. What it makes counts once it is kept.</summary>
    internal async Task<RingSealer> SealerAsync(int partition, CancellationToken cancellationToken) => new(this, partition, await ReadNowAsync(partition, cancellationToken));

    /// <summary>Adds new keys; false when one that is used was retired or destroyed meanwhile.</summary>
    internal async Task<bool> KeepAsync(int partition, IReadOnlyCollection<ulong> used, IReadOnlyCollection<RingKey> made, CancellationToken cancellationToken)
    {
        var kept = false;
        await ChangeAsync(
            partition,
            ring =>
            {
                kept = used.All(id => made.Any(one => one.Key.Id == id) ? ring.FindDestroyed(id) is null && ring.Find(id)?.Retired != true : ring.Find(id) is { Retired: false });
                return kept && made.Any(one => ring.Find(one.Key.Id) is null) ? ring.With(made) : ring;
            },
            cancellationToken);
        return kept;
    }

    /// <summary>Nothing new is sealed under the keys of a device from now on.</summary>
    /// <returns>Ids of all its keys.</returns>
    internal async Task<IReadOnlyList<ulong>> RetireAsync(int partition, string tenant, string device, CancellationToken cancellationToken)
    {
        var ring = await ChangeAsync(
            partition,
            ring => ring.Of(tenant, device) is var keys && keys.Any(one => !one.Retired) ? ring.With(keys.Select(one => one with { Retired = true })) : ring,
            cancellationToken);
        return [.. ring.Of(tenant, device).Select(one => one.Key.Id)];
    }

    /// <summary>Destroys keys for good.</summary>
    /// <returns>What remains of those that the ring ever knew.</returns>
    internal async Task<IReadOnlyList<DestroyedKey>> DestroyAsync(int partition, IReadOnlyCollection<ulong> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var ring = await ChangeAsync(partition, ring => ids.Any(id => ring.Find(id) is not null) ? ring.Without(ids, now) : ring, cancellationToken);
        return [.. ids.Select(ring.FindDestroyed).OfType<DestroyedKey>()];
    }

    private async Task<KeyRing> ChangeAsync(int partition, Func<KeyRing, KeyRing> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (ring, version) = await LoadAsync(partition, cancellationToken);
            var changed = change(ring);
            if (ReferenceEquals(changed, ring)) return ring;
            if (!await blobs.TryReplaceAsync(NameOf(partition), changed.Write(), version, cancellationToken)) continue;
            held[partition] = (changed, time.GetTimestamp());
            return changed;
        }

        throw new StoreUnavailableException($"The key ring of partition {partition} changed {Attempts} times while it was to be changed.");
    }

    private async Task<(KeyRing Ring, string? Version)> LoadAsync(int partition, CancellationToken cancellationToken)
    {
        var (at, blob) = (time.GetTimestamp(), await blobs.DownloadAsync(NameOf(partition), cancellationToken));
        var ring = blob is null ? KeyRing.Empty : KeyRing.Read(blob.Content.Span);
        held[partition] = (ring, at);
        return (ring, blob?.Version);
    }

    private static string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"rings/p={partition:D3}");
}
