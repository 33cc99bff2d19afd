using System.Globalization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Edition.Books;

/// <summary>Counts the rows of the archive: how many, which sequence numbers, and which came more than once.</summary>
public sealed class StoredTally
{
    /// <summary>Attribute that holds the sequence number which the simulator gives each message of a device.</summary>
    public const string SequenceAttribute = "seq";

    private const int Named = 10;
    private readonly DeviceSequences _sequences = new();
    private readonly HashSet<(string Device, string Id)> _ids = [];
    private readonly Dictionary<string, long> _perDevice = new(StringComparer.Ordinal);
    private readonly List<string> _doubles = [];

    /// <summary>Rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows beyond the first of the same message.</summary>
    public long Doubled { get; private set; }

    /// <summary>The first of them, for people.</summary>
    public IReadOnlyList<string> Doubles => _doubles;

    /// <summary>Distinct rows by tenant/device.</summary>
    public IReadOnlyDictionary<string, long> PerDevice => _perDevice;

    /// <summary>Counts one row. A row without a sequence number counts by its event id.</summary>
    public void Add(DeviceEvent row)
    {
        Rows++;
        var sequence = SequenceOf(row);
        var isNew = sequence is { } number ? _sequences.Add(row.Device, number) : _ids.Add((row.Device, row.Id));
        if (isNew)
        {
            var key = $"{row.Tenant}/{row.Device}";
            _perDevice[key] = _perDevice.GetValueOrDefault(key) + 1;
            return;
        }

        Doubled++;
        if (_doubles.Count < Named) _doubles.Add($"device {row.Device}, {(sequence is { } n ? $"seq {n}" : $"event {row.Id}")}, from {row.Origin}");
    }

    /// <summary>Whether this message of the device is stored.</summary>
    public bool Contains(string device, long sequence) => _sequences.Contains(device, sequence);

    /// <summary>The sequence number that the simulator gave the message; null when it has none.</summary>
    public static long? SequenceOf(DeviceEvent row)
    {
        foreach (var (name, value) in row.Attributes)
        {
            if (name == SequenceAttribute && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        }

        return null;
    }
}
