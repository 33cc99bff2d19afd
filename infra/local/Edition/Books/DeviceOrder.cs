using System.Buffers.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Edition.Books;

/// <summary>Whether telemetry.valid holds the messages of each device in the order in which it sent them. Read as the steps read it: by the dense
/// numbers of a partition, so that copies, and records beyond a hole, which come again, do not count.</summary>
public sealed class DeviceOrder
{
    private const int Named = 10;
    private readonly Dictionary<int, long> _numbers = [];
    private readonly Dictionary<string, long> _highest = new(StringComparer.Ordinal);
    private readonly List<string> _examples = [];

    /// <summary>Events whose sequence number is below an earlier one of the same device.</summary>
    public long Reordered { get; private set; }

    /// <summary>The first of them, for people.</summary>
    public IReadOnlyList<string> Examples => _examples;

    /// <summary>Reads a record of telemetry.valid. Partitions may come in any order, the records of one as they lie in the log.</summary>
    public void Add(LogRecord record)
    {
        if (!IsNext(record) || ValidRecord.Event(record) is not { } e || StoredTally.SequenceOf(e) is not { } sequence) return;
        var device = $"{e.Tenant}/{e.Device}";
        if (_highest.TryGetValue(device, out var highest) && sequence < highest)
        {
            Reordered++;
            if (_examples.Count < Named) _examples.Add($"device {e.Device}, seq {sequence} after {highest}, from {e.Origin}");
            return;
        }

        _highest[device] = sequence;
    }

    private bool IsNext(LogRecord record)
    {
        var number = Number(record);
        if (_numbers.TryGetValue(record.Partition, out var last) && number != last + 1) return false;
        _numbers[record.Partition] = number;
        return true;
    }

    private static long Number(LogRecord record)
    {
        foreach (var header in record.Headers)
        {
            if (header.Name == LogHeaders.Number && Utf8Parser.TryParse(header.Value.Span, out long number, out _)) return number;
        }

        return 0;
    }
}
