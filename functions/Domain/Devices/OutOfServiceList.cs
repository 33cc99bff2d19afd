using System.Text.Json;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Devices;

/// <summary>The devices that the registry says are out of service: bridges let none of them in. Immutable; any number of threads may use it.</summary>
public sealed class OutOfServiceList
{
    /// <summary>Most devices.</summary>
    public const int MostDevices = 100_000;

    /// <summary>Most bytes of a file.</summary>
    public const int MostBytes = 16 << 20;

    private readonly HashSet<string> devices; // tenant/device, as the key of a record

    private OutOfServiceList(HashSet<string> devices) => this.devices = devices;

    /// <summary>None is.</summary>
    public static OutOfServiceList Empty { get; } = new([]);

    /// <summary>How many are.</summary>
    public int Count => devices.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CorruptDataException">It is none.</exception>
    public static OutOfServiceList Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            if (file.Length <= MostBytes && JsonSerializer.Deserialize(file.Span, DomainJson.Default.OutOfServiceFile) is { Devices: { Count: <= MostDevices } read } && read.All(IsGood))
                return new OutOfServiceList(new(read, StringComparer.Ordinal));
        }
        catch (JsonException error)
        {
            throw new CorruptDataException($"The list cannot be read: {error.Message}", error);
        }

        throw new CorruptDataException("The list cannot be read: something is missing or no device, or there is too much.");
    }

    /// <summary>Whether a device is out of service.</summary>
    public bool Holds(string tenant, string device) => devices.Count > 0 && Holds($"{tenant}/{device}");

    /// <summary>Whether a device is out of service.</summary>
    /// <param name="key"><c>tenant/device</c>, as the key of its records.</param>
    public bool Holds(string key) => devices.Contains(key);

    /// <summary>The list with what is said of some devices.</summary>
    /// <exception cref="OutOfServiceFullException">There is no room for them.</exception>
    public OutOfServiceList With(IEnumerable<ServiceState> states)
    {
        var next = new HashSet<string>(devices, StringComparer.Ordinal);
        foreach (var state in states)
        {
            if (state.IsOut) next.Add(state.Key);
            else next.Remove(state.Key);
        }

        return next.Count <= MostDevices ? new OutOfServiceList(next) : throw new OutOfServiceFullException();
    }

    /// <summary>The file: JSON, the devices in order.</summary>
    /// <exception cref="OutOfServiceFullException">It would have more than <see cref="MostBytes"/>.</exception>
    public byte[] ToBytes()
    {
        var file = JsonSerializer.SerializeToUtf8Bytes(new OutOfServiceFile([.. devices.Order(StringComparer.Ordinal)]), DomainJson.Default.OutOfServiceFile);
        return file.Length <= MostBytes ? file : throw new OutOfServiceFullException();
    }

    private static bool IsGood(string? key) =>
        key is not null && key.IndexOf('/') is > 0 and var slash && RegistrationRules.IsTenant(key[..slash]) && RegistrationRules.IsName(key[(slash + 1)..]);
}
