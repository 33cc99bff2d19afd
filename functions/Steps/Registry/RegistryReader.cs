using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Steps.Registry;

/// <summary>Lists registered devices with their twins.</summary>
public sealed class RegistryReader(IDocumentStore store, TimeProvider time)
{
    /// <summary>Registrations that one call looks at; a page ends there, however few it has.</summary>
    public const int MostLooked = 20_000;

    private const int Chunk = 500;
    private readonly TwinJoin twins = new(store);

    /// <summary>A registered device as it is now.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<RegisteredDevice> WithTwinAsync(Document<DeviceRegistration> device, CancellationToken cancellationToken) =>
        new(device.Key, device.Body, (await store.ReadAsync<DeviceTwin>(Containers.Twins, device.Partition, TrackStep.TwinId, cancellationToken))?.Body);

    /// <summary>A page of the devices that a filter means, ordered by tenant and device.</summary>
    /// <param name="tenants">Whose devices; null = everybody's.</param>
    /// <param name="filter">Which devices.</param>
    /// <param name="after">Key of a device; null = from the start.</param>
    /// <param name="limit">Devices at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The devices, and the key that the next page begins after; null when there is none.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<(IReadOnlyList<RegisteredDevice> Devices, string? Next)> PageAsync(IReadOnlyList<string>? tenants, DeviceFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var most = filter.IsEmpty ? limit + 1 : MostLooked;
        var (meant, looked, last) = (new List<RegisteredDevice>(), 0, after);
        await foreach (var chunk in ChunksAsync(tenants, after, most, cancellationToken))
        {
            looked += chunk.Length;
            last = chunk[^1].Key;
            var known = chunk.Where(device => filter.Matches(device.Body)).ToList();
            if (filter.NeedsTwin) meant.AddRange((await twins.JoinAsync(known, tenants, cancellationToken)).Where(device => filter.Matches(device.Registration, device.Twin, now)));
            else meant.AddRange(known.Select(device => new RegisteredDevice(device.Key, device.Body, null)));
            if (meant.Count > limit) break;
        }

        var next = meant.Count > limit ? meant[limit - 1].Key : looked == most ? last : null;
        var page = meant.Take(limit).ToList();
        return (filter.NeedsTwin ? page : await JoinAsync(page, tenants, cancellationToken), next);
    }

    /// <summary>Devices of a tenant with their twins, in order, up to <paramref name="limit"/>.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async IAsyncEnumerable<RegisteredDevice> AllAsync(
        string tenant, string? after, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in ChunksAsync([tenant], after, limit, cancellationToken))
            foreach (var device in await twins.JoinAsync(chunk, [tenant], cancellationToken)) yield return device;
    }

    private IAsyncEnumerable<Document<DeviceRegistration>[]> ChunksAsync(IReadOnlyList<string>? tenants, string? after, int most, CancellationToken cancellationToken) =>
        store.QueryAsync<DeviceRegistration>(Containers.Registry, DeviceRegistration.Registered, tenants, after, most, cancellationToken).Chunk(Chunk);

    private async Task<IReadOnlyList<RegisteredDevice>> JoinAsync(List<RegisteredDevice> page, IReadOnlyList<string>? tenants, CancellationToken cancellationToken)
    {
        var documents = page.Select(device => new Document<DeviceRegistration>(RegistryKeys.Registration, $"{device.Registration.Tenant}/{device.Registration.Device}", device.Registration, "")).ToList();
        return await twins.JoinAsync(documents, tenants, cancellationToken);
    }
}
