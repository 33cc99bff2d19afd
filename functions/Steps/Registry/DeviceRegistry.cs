using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>Registrations of devices, one by one.</summary>
public sealed class DeviceRegistry(IDocumentStore store, TimeProvider time)
{
    private readonly ConditionalWriter writer = new(store);

    /// <summary>A registration; null when there is none.</summary>
    public Task<Document<DeviceRegistration>?> FindAsync(string tenant, string device, CancellationToken cancellationToken) =>
        store.ReadAsync<DeviceRegistration>(Containers.Registry, $"{tenant}/{device}", RegistryKeys.Registration, cancellationToken);

    /// <summary>Registers a device, or changes what is said of it. Writing the same again writes nothing.</summary>
    /// <param name="draft">What is said of it, which keeps <see cref="RegistrationRules"/>; who and when are filled in.</param>
    /// <param name="by">Who says so; null = the holder of the key.</param>
    /// <param name="condition">Which version it must have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<RegistryWrite<DeviceRegistration>> WriteAsync(RegistrationDraft draft, string? by, VersionCondition condition, CancellationToken cancellationToken) =>
        WriteAsync(draft, by, condition, likelyNew: false, cancellationToken);

    /// <summary>As the other one, of devices that are likely not there yet.</summary>
    internal Task<RegistryWrite<DeviceRegistration>> WriteNewAsync(RegistrationDraft draft, string? by, CancellationToken cancellationToken) =>
        WriteAsync(draft, by, VersionCondition.None, likelyNew: true, cancellationToken);

    /// <summary>Deletes a registration. What the device sent stays.</summary>
    /// <returns>What it was; none when there is none, or it has another version.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<(Document<DeviceRegistration>? Deleted, bool OtherVersion)> DeleteAsync(string tenant, string device, VersionCondition condition, CancellationToken cancellationToken) =>
        writer.DeleteAsync<DeviceRegistration>($"{tenant}/{device}", RegistryKeys.Registration, condition, cancellationToken);

    private Task<RegistryWrite<DeviceRegistration>> WriteAsync(RegistrationDraft draft, string? by, VersionCondition condition, bool likelyNew, CancellationToken cancellationToken)
    {
        var (device, now) = (draft.Device, time.GetUtcNow().ToUnixTimeMilliseconds());
        return writer.WriteAsync<DeviceRegistration>($"{device.Tenant}/{device.Device}", RegistryKeys.Registration, Next, condition, likelyNew, cancellationToken);

        DeviceRegistration Next(DeviceRegistration? stored)
        {
            var said = device with { Enabled = draft.Enabled ?? stored?.Enabled ?? true };
            if (stored is null) return said with { RegisteredAt = now, RegisteredBy = by, ChangedAt = now, ChangedBy = by };
            return stored.SaysTheSame(said) ? stored : said with { RegisteredAt = stored.RegisteredAt, RegisteredBy = stored.RegisteredBy, ChangedAt = now, ChangedBy = by };
        }
    }
}
