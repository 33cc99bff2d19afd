using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Edition.Books;

/// <summary>Sequence numbers by device.</summary>
public sealed class DeviceSequences
{
    private readonly Dictionary<string, SeqSet> _devices = new(StringComparer.Ordinal);

    /// <summary>Numbers of all devices.</summary>
    public long Count => _devices.Values.Sum(set => set.Count);

    /// <summary>Adds a number of a device; false when it was there already.</summary>
    public bool Add(string device, long number)
    {
        if (!_devices.TryGetValue(device, out var set)) _devices.Add(device, set = new SeqSet());
        return set.Add(number);
    }

    /// <summary>Whether the number of this device is there.</summary>
    public bool Contains(string device, long number) => _devices.TryGetValue(device, out var set) && set.Contains(number);
}
