using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>A log whose failures a test chooses: writes may fail after any number of records.</summary>
public sealed class MemoryLog(int partitions) : ILogWriter, ILogReader
{
    private readonly Dictionary<(string Topic, int Partition), List<LogRecord>> records = [];

    /// <summary>Asked before every record; throws to fail the rest of the call.</summary>
    public Action<OutRecord> OnWrite { get; set; } = _ => { };

    /// <summary>Changes records on their way into the log.</summary>
    public Func<LogRecord, LogRecord> OnAppended { get; set; } = record => record;

    /// <summary>Arrival time of records, Unix milliseconds.</summary>
    public long Now { get; set; } = 1_763_600_000_000;

    /// <summary>First offset that is still held, by (topic, partition).</summary>
    public Dictionary<(string Topic, int Partition), long> First { get; } = [];

    public List<LogRecord> Of(string topic, int partition = 0)
    {
        if (!records.TryGetValue((topic, partition), out var list)) records[(topic, partition)] = list = [];
        return list;
    }

    public IEnumerable<LogRecord> All(string topic) => Enumerable.Range(0, partitions).SelectMany(partition => Of(topic, partition));

    public LogRecord Append(OutRecord record)
    {
        var partition = record.Partition ?? KeyPartition(record.Key.Span);
        lock (records)
        {
            var list = Of(record.Topic, partition);
            var appended = OnAppended(new LogRecord(record.Topic, partition, list.Count, record.Timestamp ?? Now, record.Key, record.Value, record.Headers));
            list.Add(appended);
            return appended;
        }
    }

    public Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            OnWrite(record);
            Append(record);
        }

        return Task.CompletedTask;
    }

    public Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => Task.FromResult(partitions);

    public Task<(long First, long End)> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) =>
        Task.FromResult((First.GetValueOrDefault((topic, partition)), (long)Of(topic, partition).Count));

    public async IAsyncEnumerable<LogRecord> ReadAsync(
        string topic, int partition, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var (first, end) = await BoundsAsync(topic, partition, cancellationToken);
        for (var offset = Math.Max(from, first); offset < Math.Min(to, end); offset++) yield return Of(topic, partition)[(int)offset];
    }

    private int KeyPartition(ReadOnlySpan<byte> key)
    {
        var sum = 0;
        foreach (var b in key) sum = (sum * 31) + b;
        return (int)((uint)sum % (uint)partitions);
    }
}
