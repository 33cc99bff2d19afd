using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Steps.Registry;

/// <summary>Finds the twins of registered devices.</summary>
internal sealed class TwinJoin(IDocumentStore store)
{
    private const int Parallel = 16;

    /// <summary>Joins registrations that follow each other in the order of partitions: one query where most devices have a twin, and a read for each of those that it did not reach.</summary>
    public async Task<IReadOnlyList<RegisteredDevice>> JoinAsync(IReadOnlyList<Document<DeviceRegistration>> devices, IReadOnlyList<string>? tenants, CancellationToken cancellationToken)
    {
        if (devices.Count == 0) return [];
        var twins = new Dictionary<string, DeviceTwin>(devices.Count);
        string last = "";
        var found = 0;
        await foreach (var twin in store.QueryAsync<DeviceTwin>(Containers.Twins, null, tenants, new DocumentKey(devices[0].Partition, "").ToString(), devices.Count, cancellationToken))
        {
            twins[last = twin.Partition] = twin.Body;
            found++;
        }

        if (found == devices.Count) await ReadAsync(twins, devices.Select(device => device.Partition).Where(partition => IsBehind(partition, last) && !twins.ContainsKey(partition)).ToList(), cancellationToken);
        return [.. devices.Select(device => new RegisteredDevice(device.Key, device.Body, twins.GetValueOrDefault(device.Partition)))];
    }

    // Stores and this machine may not agree on the order of characters beyond the first plane.
    private static bool IsBehind(string partition, string last) => string.CompareOrdinal(partition, last) > 0 || partition.Any(char.IsSurrogate) || last.Any(char.IsSurrogate);

    private async Task ReadAsync(Dictionary<string, DeviceTwin> twins, List<string> partitions, CancellationToken cancellationToken)
    {
        var read = new DeviceTwin?[partitions.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await System.Threading.Tasks.Parallel.ForAsync(0, partitions.Count, options, async (i, token) =>
            read[i] = (await store.ReadAsync<DeviceTwin>(Containers.Twins, partitions[i], TrackStep.TwinId, token))?.Body);
        for (var i = 0; i < partitions.Count; i++) if (read[i] is { } twin) twins[partitions[i]] = twin;
    }
}
