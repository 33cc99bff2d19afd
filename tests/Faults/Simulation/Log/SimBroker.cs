using ServerlessIot.Domain.Log;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Faults.Tests.Simulation.Log;

/// <summary>The log: partitions, and for each producer the sequence it has reached, so that a repeated request is stored once.</summary>
internal sealed class SimBroker(EventLoop loop, int partitions)
{
    private readonly MemoryLog log = new(partitions);
    private readonly Dictionary<(int Producer, string Topic, int Partition), long> sequences = [];
    private readonly Dictionary<(string Topic, int Partition), List<LogRecord>> deleted = [];
    private int producers;

    public int Partitions => partitions;

    /// <summary>Until then requests wait, microseconds.</summary>
    public long DownUntil { get; set; }

    /// <summary>Records of telemetry.raw in its present life.</summary>
    public IReadOnlyList<LogRecord> Of(string topic, int partition) => log.Of(topic, partition);

    public IEnumerable<LogRecord> All(string topic) => Enumerable.Range(0, partitions).SelectMany(partition => Ever(topic, partition));

    /// <summary>Records of a partition in all its lives.</summary>
    public IEnumerable<LogRecord> Ever(string topic, int partition) =>
        deleted.TryGetValue((topic, partition), out var before) ? before.Concat(log.Of(topic, partition)) : log.Of(topic, partition);

    public long End(string topic, int partition) => log.Of(topic, partition).Count;

    public int NewProducer() => ++producers;

    public int PartitionOf(OutRecord record) => record.Partition ?? Murmur2.Partition(record.Key.Span, partitions);

    /// <summary>Stores a request once; a repetition of the last one changes nothing. False: a sequence is missing before it.</summary>
    public bool Append(int producer, int partition, long sequence, IReadOnlyList<(OutRecord Record, long? Timestamp)> records)
    {
        var key = (producer, records[0].Record.Topic, partition);
        var next = sequences.GetValueOrDefault(key);
        if (sequence < next) return true;
        if (sequence > next) return false;
        foreach (var (record, timestamp) in records)
        {
            log.Now = timestamp ?? loop.UnixNow;
            log.Append(record with { Partition = partition });
        }

        sequences[key] = sequence + records.Count;
        return true;
    }

    /// <summary>Deletes a topic and creates it anew.</summary>
    public void Recreate(string topic)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            if (!deleted.TryGetValue((topic, partition), out var before)) deleted[(topic, partition)] = before = [];
            before.AddRange(log.Of(topic, partition));
            log.Of(topic, partition).Clear();
        }
    }
}
