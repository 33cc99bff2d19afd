using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>Runs a journaled step over batches of a Kafka trigger. One per function instance; holds the state of its partitions warm.</summary>
/// <typeparam name="TState">The step's state.</typeparam>
public sealed class StepRunner<TState>(
    IDecider<TState> decider, IBlobStore blobs, ILogReader reader, ILogWriter quarantine, TopicNames topics, TimeProvider time, ILogger<StepRunner<TState>> logger, JournalLimits? limits = null) : IDisposable
    where TState : class
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<int, PartitionWorker<TState>> workers = new();
    private readonly SemaphoreSlim one = new(1);
    private TimeSpan delay = FirstDelay;

    /// <summary>Processes one batch, of any number of partitions. Returns when everything in it is committed and told.</summary>
    /// <exception cref="Exception">Infrastructure failed: nothing is lost, the same batch must come again. Thrown after a back-off.</exception>
    public async Task RunAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        await one.WaitAsync(cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            await Task.WhenAll(records.GroupBy(record => record.Partition).Select(group => WorkAsync(group.Key, group, cancellationToken)));
            delay = FirstDelay;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.Failed(exception, decider.Name, delay);
            StepMetrics.Failed(decider.Name, records[0].Topic, time.GetElapsedTime(started), exception);
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            throw;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task WorkAsync(int partition, IEnumerable<LogRecord> records, CancellationToken cancellationToken)
    {
        var worker = workers.GetOrAdd(partition, number => new PartitionWorker<TState>(decider, blobs, reader, quarantine, topics, number, limits, new StepReport(decider.Name, number, logger)));
        // A partition that is taken away and given back while the batch fills is read again from what is committed: records come twice in one batch.
        List<LogRecord> batch = [.. records.OrderBy(record => record.Offset).DistinctBy(record => record.Offset)];
        var (started, from) = (time.GetTimestamp(), time.GetUtcNow());
        await worker.ProcessAsync(batch, cancellationToken);
        var took = time.GetElapsedTime(started);
        StepMetrics.Processed(decider.Name, batch, took, time.GetUtcNow());
        StepTraces.Processed(decider.Name, batch, from, from + took);
    }
}
