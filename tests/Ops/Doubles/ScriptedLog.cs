using System.Runtime.CompilerServices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A quarantine of two partitions that a test fills.</summary>
public sealed class ScriptedLog : ILogReader, ILogWriter
{
    public List<LogRecord> Records { get; } = [];

    public bool Down { get; set; }

    /// <summary>Everything that was written.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<OutRecord> Written { get; } = new();

    public Task<(long First, long End)> BoundsAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        var offsets = Records.Where(record => record.Partition == partition).Select(record => record.Offset).DefaultIfEmpty(-1);
        return Task.FromResult((Math.Max(0, offsets.Min()), offsets.Max() + 1));
    }

    public async IAsyncEnumerable<LogRecord> ReadAsync(string topic, int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var record in Records.Where(record => record.Topic == topic && record.Partition == partition && record.Offset >= from && record.Offset < to)) yield return record;
    }

    public Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken)
    {
        if (Down) throw new LogUnavailableException("down");
        foreach (var record in records) Written.Enqueue(record);
        return Task.CompletedTask;
    }

    public Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => Down ? throw new LogUnavailableException("down") : Task.FromResult(2);
}
