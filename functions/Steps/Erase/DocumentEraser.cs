using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Steps.Erase;

/// <summary>Deletes a device's documents as far as they tell of the time before an erasure.</summary>
public sealed class DocumentEraser(IDocumentStore documents, DeviceRegistry registry)
{
    private const int Page = 500;

    // Ids are ASCII.
    private const string BehindAll = "\uffff";

    /// <summary>Deletes them. A document that is written meanwhile is looked at again.</summary>
    /// <returns>How many, by container.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="LogUnavailableException">The log does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, int>> DeleteAsync(string tenant, string device, long before, CancellationToken cancellationToken)
    {
        // Rules forget what the registry said, too; also where it was taken out before and nobody knows whether that was told.
        await registry.ForgetAsync(tenant, device, before, cancellationToken);
        return await DocumentsAsync(tenant, device, before, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, int>> DocumentsAsync(string tenant, string device, long before, CancellationToken cancellationToken) => new Dictionary<string, int>
    {
        [Containers.Twins] = await DeleteAsync<DeviceTwin>(Containers.Twins, $"{tenant}/{device}", twin => twin.LastSeen < before, cancellationToken),
        [Containers.Alerts] = await DeleteAsync<AlertDocument>(Containers.Alerts, $"{tenant}/{device}", alert => alert.Alert.Time < before, cancellationToken),
        [Containers.Commands] = await DeleteAsync<CommandDocument>(Containers.Commands, $"{tenant}/{device}", command => command.Command.Issued < before, cancellationToken),
        [Containers.Windows] = await DeleteAsync<WindowRecord>(Containers.Windows, $"{tenant}/{device}", window => window.Start < before, cancellationToken),
        [Containers.Registry] = await DeleteAsync<DeviceRegistration>(
            Containers.Registry, $"{tenant}/{device}", registration => registration.RegisteredAt < before, cancellationToken, RegistryKeys.Registration, RegistryKeys.Registration + "\0"),
    };

    private async Task<int> DeleteAsync<T>(
        string container, string partition, Func<T, bool> old, CancellationToken cancellationToken, string first = "", string behind = BehindAll) where T : class
    {
        var deleted = 0;
        for (var from = first; ;)
        {
            var page = new List<Document<T>>();
            await foreach (var document in documents.RangeAsync<T>(container, partition, from, behind, Page, cancellationToken)) page.Add(document);
            foreach (var document in page)
            {
                for (var now = document; now is not null && old(now.Body);)
                {
                    if (await documents.TryDeleteAsync(container, partition, now.Id, now.Version, cancellationToken))
                    {
                        deleted++;
                        break;
                    }

                    now = await documents.ReadAsync<T>(container, partition, now.Id, cancellationToken);
                }
            }

            if (page.Count < Page) return deleted;
            from = page[^1].Id + "\0";
        }
    }
}
