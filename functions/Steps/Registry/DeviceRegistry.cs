using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>
/// Registrations of devices, one by one. What returns is stored, the log has it, and who is out of service is published; what throws may be stored and not told, and is both when it is asked for again.
/// </summary>
public sealed class DeviceRegistry(IDocumentStore store, RegistrationTeller teller, OutOfServiceBook outOfService, TimeProvider time)
{
    private readonly ConditionalWriter writer = new(store);

    /// <summary>A registration; null when there is none.</summary>
    public async Task<Document<DeviceRegistration>?> FindAsync(string tenant, string device, CancellationToken cancellationToken) =>
        await store.ReadAsync<DeviceRegistration>(Containers.Registry, KeyOf(tenant, device), RegistryKeys.Registration, cancellationToken) is { } stored && IsThere(stored.Body) ? stored : null;

    /// <summary>Registers a device, or changes what is said of it. Writing the same again writes nothing.</summary>
    /// <param name="draft">What is said of it, which keeps <see cref="RegistrationRules"/>; who and when are filled in.</param>
    /// <param name="by">Who says so; null = the holder of the key.</param>
    /// <param name="condition">Which version it must have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    /// <exception cref="OutOfServiceFullException">It is stored, and bridges cannot know it.</exception>
    public async Task<RegistryWrite<DeviceRegistration>> WriteAsync(RegistrationDraft draft, string? by, VersionCondition condition, CancellationToken cancellationToken)
    {
        var (written, state) = await WriteAsync(draft, by, condition, likelyNew: false, cancellationToken);
        return (await PublishAsync([state], cancellationToken)).Count == 0 ? written : throw new OutOfServiceFullException();
    }

    /// <summary>As the other one, of devices that are likely not there yet.</summary>
    /// <returns>What became of it, and what the caller is to publish.</returns>
    internal Task<(RegistryWrite<DeviceRegistration> Written, ServiceState State)> WriteNewAsync(RegistrationDraft draft, string? by, CancellationToken cancellationToken) =>
        WriteAsync(draft, by, VersionCondition.None, likelyNew: true, cancellationToken);

    /// <summary>Publishes whether devices are in service.</summary>
    /// <returns>Those that there is no room for.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    internal Task<IReadOnlyCollection<ServiceState>> PublishAsync(IReadOnlyCollection<ServiceState> states, CancellationToken cancellationToken) => outOfService.PublishAsync(states, cancellationToken);

    /// <summary>Deletes a registration. What the device sent stays.</summary>
    /// <returns>What it was; none when there is none, or it has another version.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public async Task<(DeviceRegistration? Deleted, bool OtherVersion)> DeleteAsync(string tenant, string device, string? by, VersionCondition condition, CancellationToken cancellationToken)
    {
        DeviceRegistration? deleted = null;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var written = await writer.WriteAsync<DeviceRegistration>(KeyOf(tenant, device), RegistryKeys.Registration, Next, condition, likelyNew: false, IsThere, cancellationToken);
        await PublishAsync([await TellAsync(written.Document, tenant, device, deleted?.Enabled == false, cancellationToken)], cancellationToken);
        return (deleted, written.Outcome == RegistryOutcome.OtherVersion);

        DeviceRegistration? Next(DeviceRegistration? stored)
        {
            deleted = stored is not null && IsThere(stored) ? stored : null;
            return deleted?.Without(now, by) ?? stored;
        }
    }

    /// <summary>Has the log forget what was said of a device that was registered before a time, also when it is not registered any more. What is left in the store is to be deleted then.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public async Task ForgetAsync(string tenant, string device, long before, CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync<DeviceRegistration>(Containers.Registry, KeyOf(tenant, device), RegistryKeys.Registration, cancellationToken);
        if (stored is not null && stored.Body.RegisteredAt < before) await DeleteAsync(tenant, device, null, VersionCondition.None, cancellationToken);
    }

    private static string KeyOf(string tenant, string device) => $"{tenant}/{device}";

    private static bool IsThere(DeviceRegistration stored) => stored.State == DeviceRegistration.Registered;

    private async Task<(RegistryWrite<DeviceRegistration> Written, ServiceState State)> WriteAsync(RegistrationDraft draft, string? by, VersionCondition condition, bool likelyNew, CancellationToken cancellationToken)
    {
        var wasOut = false;
        var (device, now) = (draft.Device, time.GetUtcNow().ToUnixTimeMilliseconds());
        var written = await writer.WriteAsync<DeviceRegistration>(KeyOf(device.Tenant, device.Device), RegistryKeys.Registration, Next, condition, likelyNew, IsThere, cancellationToken);
        return (written, await TellAsync(written.Document, device.Tenant, device.Device, wasOut, cancellationToken));

        DeviceRegistration Next(DeviceRegistration? stored)
        {
            wasOut |= stored?.Enabled == false; // so says what is left of a registration
            var known = stored is not null && IsThere(stored) ? stored : null;
            var said = device with { Enabled = draft.Enabled ?? known?.Enabled ?? true, Revision = stored?.NextRevision(now) ?? now };
            if (known is null) return said with { RegisteredAt = now, RegisteredBy = by, ChangedAt = now, ChangedBy = by };
            return known.SaysTheSame(said) ? known : said with { RegisteredAt = known.RegisteredAt, RegisteredBy = known.RegisteredBy, ChangedAt = now, ChangedBy = by };
        }
    }

    // Also what was stored before, and what another version was asked for: whether it was told then, nobody knows.
    private async Task<ServiceState> TellAsync(Document<DeviceRegistration>? written, string tenant, string device, bool wasOut, CancellationToken cancellationToken)
    {
        if ((written ?? await store.ReadAsync<DeviceRegistration>(Containers.Registry, KeyOf(tenant, device), RegistryKeys.Registration, cancellationToken)) is not { } document) return new(tenant, device, IsOut: false, 0);
        var (stored, revision) = (document.Body, Math.Max(1, document.Body.Revision));
        await teller.TellAsync(tenant, device, new RegistrationRecord(revision, IsThere(stored) ? stored.Facts : null), document.Version, cancellationToken);
        return new(tenant, device, IsThere(stored) && !stored.Enabled, revision, wasOut);
    }
}
