using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Edition.Books;

/// <summary>Holds telemetry.valid and telemetry.quarantine against telemetry.raw by the origin that their records carry.
/// What Validate took and passed on nowhere, it took for a duplicate.</summary>
public sealed class RawCoverage
{
    private readonly Dictionary<int, SeqSet> _raw = [];
    private readonly Dictionary<int, SeqSet> _covered = [];
    private readonly HashSet<Origin> _events = [];
    private readonly HashSet<Origin> _quarantined = [];

    /// <summary>Payloads in telemetry.raw.</summary>
    public long Raw => _raw.Values.Sum(set => set.Count);

    /// <summary>Events in telemetry.valid; copies that were sent again count once.</summary>
    public long Valid => _events.Count;

    /// <summary>Records in telemetry.quarantine; copies count once.</summary>
    public long Quarantined => _quarantined.Count;

    /// <summary>Payloads that are in neither.</summary>
    public long Duplicates => _raw.Sum(partition => partition.Value.Count) - _covered.Sum(partition => partition.Value.Count);

    /// <summary>Counts a record of telemetry.raw; ticks do not count.</summary>
    public void AddRaw(LogRecord record)
    {
        if (record.Header(LogHeaders.Type) is null or RecordTypes.Telemetry or RecordTypes.Will) Set(_raw, record.Partition).Add(record.Offset);
    }

    /// <summary>Counts a record of telemetry.valid; ticks do not count.</summary>
    public void AddValid(LogRecord record)
    {
        if (record.Header(LogHeaders.Type) == RecordTypes.Event && Cover(record, LogHeaders.Id) is { } origin) _events.Add(origin);
    }

    /// <summary>Counts a record of telemetry.quarantine.</summary>
    public void AddQuarantined(LogRecord record)
    {
        if (Cover(record, LogHeaders.Origin) is { } origin) _quarantined.Add(origin);
    }

    private Origin? Cover(LogRecord record, string header)
    {
        if (!Origin.TryParse(record.Header(header), out var origin)) return null;
        Set(_covered, origin.Partition).Add(origin.Offset);
        return origin;
    }

    private static SeqSet Set(Dictionary<int, SeqSet> sets, int partition)
    {
        if (!sets.TryGetValue(partition, out var set)) sets.Add(partition, set = new SeqSet());
        return set;
    }
}
