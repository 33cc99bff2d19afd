using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Steps.Registry;

/// <summary>Groups of registered devices. What returns is stored, and published for rules; what throws may be one without the other, and is both when it is asked for again.</summary>
public sealed class DeviceGroups(IDocumentStore store, GroupBook book, TimeProvider time)
{
    private readonly ConditionalWriter writer = new(store);

    /// <summary>A group; null when there is none.</summary>
    public Task<Document<DeviceGroup>?> FindAsync(string tenant, string name, CancellationToken cancellationToken) =>
        store.ReadAsync<DeviceGroup>(Containers.Registry, RegistryKeys.PartitionOf(tenant, name), RegistryKeys.Group, cancellationToken);

    /// <summary>A tenant's groups by name, after a key.</summary>
    public IAsyncEnumerable<Document<DeviceGroup>> AllAsync(string tenant, string? after, int limit, CancellationToken cancellationToken) =>
        store.QueryAsync<DeviceGroup>(Containers.Registry, DeviceGroup.Group, [RegistryKeys.Of(tenant)], after, limit, cancellationToken);

    /// <summary>Makes a group, or changes whom it means. Writing the same again writes nothing.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="GroupsFullException">It is stored, but rules cannot know so many groups.</exception>
    public async Task<RegistryWrite<DeviceGroup>> WriteAsync(string tenant, string name, DeviceFilter filter, string? by, VersionCondition condition, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var written = await writer.WriteAsync<DeviceGroup>(RegistryKeys.PartitionOf(tenant, name), RegistryKeys.Group, Next, condition, likelyNew: false, null, cancellationToken);
        // Also what another version was asked for: whoever wrote that one may not have come so far.
        await PublishAsync(tenant, name, cancellationToken);
        return written;

        DeviceGroup Next(DeviceGroup? stored) => stored is null
            ? new DeviceGroup { Tenant = tenant, Name = name, Filter = filter, MadeAt = now, MadeBy = by, ChangedAt = now, ChangedBy = by }
            : stored.Filter.SaysTheSame(filter) ? stored : stored with { Filter = filter, ChangedAt = now, ChangedBy = by };
    }

    /// <summary>Deletes a group; its devices stay as they are.</summary>
    /// <returns>What it was; none when there is none, or it has another version.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<(Document<DeviceGroup>? Deleted, bool OtherVersion)> DeleteAsync(string tenant, string name, VersionCondition condition, CancellationToken cancellationToken)
    {
        var (deleted, otherVersion) = await writer.DeleteAsync<DeviceGroup>(RegistryKeys.PartitionOf(tenant, name), RegistryKeys.Group, condition, cancellationToken);
        // Also where there is none: whoever deleted it may not have come so far.
        await PublishAsync(tenant, name, cancellationToken);
        return (deleted, otherVersion);
    }

    private Task PublishAsync(string tenant, string name, CancellationToken cancellationToken) =>
        book.PublishAsync(tenant, name, async token => (await FindAsync(tenant, name, token))?.Body.Filter, cancellationToken);
}
