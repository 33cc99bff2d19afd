namespace ServerlessIot.Steps.Ports;

/// <summary>Writes records to the log.</summary>
public interface ILogWriter
{
    /// <summary>Writes all records, in order per partition, and returns when every one is acknowledged by all in-sync replicas.</summary>
    /// <exception cref="LogUnavailableException">Not all were acknowledged in time; those still queued stay queued and are awaited by the next call.</exception>
    Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken);

    /// <summary>Number of partitions of a topic.</summary>
    Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken);
}

/// <summary>Reads ranges of the log again.</summary>
public interface ILogReader
{
    /// <summary>First offset that the partition still holds and the offset after its last record.</summary>
    Task<(long First, long End)> BoundsAsync(string topic, int partition, CancellationToken cancellationToken);

    /// <summary>Reads offsets <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive) in order; fewer when the log no longer holds them.</summary>
    IAsyncEnumerable<LogRecord> ReadAsync(string topic, int partition, long from, long to, CancellationToken cancellationToken);
}

/// <summary>The log did not answer in time.</summary>
public sealed class LogUnavailableException : Exception
{
    /// <inheritdoc/>
    public LogUnavailableException()
    {
    }

    /// <inheritdoc/>
    public LogUnavailableException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public LogUnavailableException(string message, Exception inner) : base(message, inner)
    {
    }
}
