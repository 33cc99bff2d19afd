using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Devices;

/// <summary>
/// The devices that the registry says are out of service: bridges let none of them in. Each is held with the revision of its registration, so that what is said of it may come in any order and
/// several times. Immutable; any number of threads may use it.
/// </summary>
public sealed class OutOfServiceList
{
    /// <summary>Most devices.</summary>
    public const int MostDevices = 100_000;

    /// <summary>Most bytes of UTF-8 of their names.</summary>
    public const int MostNameBytes = 8 << 20;

    /// <summary>Most bytes of a file: names that JSON escapes, and as many of devices that returned.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>So long it is remembered that a device returned: until nobody can be on the way any more who says of an older revision that it is out.</summary>
    public static readonly TimeSpan ReturnsFor = TimeSpan.FromHours(1);

    private readonly Dictionary<string, long> devices;
    private readonly Dictionary<string, long> returned;
    private readonly long nameBytes;

    private OutOfServiceList(Dictionary<string, long> devices, Dictionary<string, long> returned)
    {
        (this.devices, this.returned) = (devices, returned);
        nameBytes = devices.Keys.Sum(key => (long)Encoding.UTF8.GetByteCount(key));
    }

    /// <summary>None is.</summary>
    public static OutOfServiceList Empty { get; } = new([], []);

    /// <summary>How many are.</summary>
    public int Count => devices.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CorruptDataException">It is none.</exception>
    public static OutOfServiceList Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            if (file.Length <= MostBytes && JsonSerializer.Deserialize(file.Span, DomainJson.Default.OutOfServiceFile) is { Devices: { Count: <= MostDevices } read, Returned: { } back } && read.Keys.All(IsGood))
                return new(new(read, StringComparer.Ordinal), new(back, StringComparer.Ordinal));
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
    /// <param name="key"><c>tenant/device</c>.</param>
    public bool Holds(string key) => devices.ContainsKey(key);

    /// <summary>The list with what is said of some devices; the same list when that is nothing new. What has an older revision than is known changes nothing.</summary>
    /// <param name="states">What is said.</param>
    /// <param name="now">The time, Unix milliseconds.</param>
    /// <param name="full">Gets those that there is no room for.</param>
    public OutOfServiceList With(IEnumerable<ServiceState> states, long now, ICollection<ServiceState> full)
    {
        // Of each device the newest, and first what makes room.
        ServiceState[] news = [.. states.OrderByDescending(state => state.Revision).DistinctBy(state => state.Key).Where(IsNews).OrderBy(state => state.IsOut)];
        if (news.Length == 0) return this;
        var next = new Dictionary<string, long>(devices, StringComparer.Ordinal);
        var back = returned.Where(device => device.Value > now - (long)ReturnsFor.TotalMilliseconds).ToDictionary(StringComparer.Ordinal);
        var bytes = nameBytes;
        foreach (var state in news)
        {
            var (key, size) = (state.Key, Encoding.UTF8.GetByteCount(state.Key));
            if (!state.IsOut)
            {
                if (next.Remove(key)) bytes -= size;
                back[key] = state.Revision;
            }
            else if (next.ContainsKey(key))
            {
                next[key] = state.Revision;
            }
            else if (next.Count >= MostDevices || bytes + size > MostNameBytes)
            {
                full.Add(state);
            }
            else
            {
                next.Add(key, state.Revision);
                back.Remove(key);
                bytes += size;
            }
        }

        return full.Count == news.Length ? this : new(next, back);

        bool IsNews(ServiceState state)
        {
            var isOut = devices.TryGetValue(state.Key, out var known);
            if (!isOut) returned.TryGetValue(state.Key, out known);
            // That one is in service which never was out is nothing to remember.
            return state.Revision > known && (state.IsOut || isOut || state.Returns);
        }
    }

    /// <summary>The file: JSON, the devices in order.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new OutOfServiceFile(Sorted(devices), Sorted(returned)), DomainJson.Default.OutOfServiceFile);

    private static SortedDictionary<string, long> Sorted(Dictionary<string, long> devices) => new(devices, StringComparer.Ordinal);

    private static bool IsGood(string? key) =>
        key is not null && key.IndexOf('/') is > 0 and var slash && RegistrationRules.IsTenant(key[..slash]) && RegistrationRules.IsName(key[(slash + 1)..]);
}
