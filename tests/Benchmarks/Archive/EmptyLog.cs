using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>A log of which nothing needs to be read again.</summary>
internal sealed class EmptyLog(int partitions) : ILogReader, ILogWriter
{
    public Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => Task.FromResult(partitions);

    public Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken) =>
        records.Count == 0 ? Task.CompletedTask : throw new InvalidOperationException("Nothing should be refused.");

    public Task<(long First, long End)> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => Task.FromResult((0L, long.MaxValue));

    public IAsyncEnumerable<LogRecord> ReadAsync(string topic, int partition, long from, long to, CancellationToken cancellationToken) => AsyncEnumerable.Empty<LogRecord>();
}
