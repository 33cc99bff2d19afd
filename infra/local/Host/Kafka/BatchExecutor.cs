using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Invocation;
using ServerlessIot.Host.Status;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Host.Kafka;

/// <summary>
/// Executes batches one after another by the real trigger's rules: offsets are stored after the execution; a failed one is skipped
/// (CommitOnFailure) or executed again in place, at once, MaxRetries times or without end.
/// </summary>
internal sealed class BatchExecutor(
    string function, string topic, KafkaTriggerOptions options, FunctionInvoker invoker, RecordFactory records, FunctionStatus status,
    Action<TopicPartitionOffset> storeOffset, ILogger logger)
{
    /// <summary>Executes until the channel ends or <paramref name="stopping"/>; what runs then is finished, but not begun again.</summary>
    /// <param name="batches">Batches in order.</param>
    /// <param name="stopping">Ends after the running batch.</param>
    /// <param name="execution">Given to the function.</param>
    public async Task RunAsync(ChannelReader<Result[]> batches, CancellationToken stopping, CancellationToken execution)
    {
        while (!stopping.IsCancellationRequested && await batches.WaitToReadAsync(CancellationToken.None))
        {
            while (!stopping.IsCancellationRequested && batches.TryRead(out Result[]? batch))
            {
                if (records.IsArray) await ExecuteAsync(batch, stopping, execution);
                else await ExecuteEachAsync(batch, stopping, execution);
            }
        }
    }

    // One record an execution: in order within a partition, partitions side by side.
    private Task ExecuteEachAsync(Result[] batch, CancellationToken stopping, CancellationToken execution) =>
        batch.Length == 1
            ? ExecuteAsync(batch, stopping, execution)
            : Task.WhenAll(batch.GroupBy(record => record.Partition.Value).Select(partition => InOrderAsync(partition, stopping, execution)));

    private async Task InOrderAsync(IEnumerable<Result> partition, CancellationToken stopping, CancellationToken execution)
    {
        foreach (Result record in partition)
        {
            if (stopping.IsCancellationRequested) return;
            await ExecuteAsync([record], stopping, execution);
        }
    }

    private async Task ExecuteAsync(Result[] items, CancellationToken stopping, CancellationToken execution)
    {
        for (int attempt = 1; ; attempt++)
        {
            Exception? error = await TryAsync(items, execution);
            if (error is null) break;
            if (options.CommitOnFailure)
            {
                Skip(items, error, "commitOnFailure is on");
                break;
            }
            if (options.MaxRetries >= 0 && attempt > options.MaxRetries)
            {
                Skip(items, error, $"maxRetries is {options.MaxRetries}");
                break;
            }
            if (stopping.IsCancellationRequested) return;
            // A function that fails at once would fill the log: the first failures, then ever fewer.
            if (int.IsPow2(attempt)) HostLog.Retrying(logger, error, function, attempt, items.Length, PositionOf(items[0]));
        }
        Store(items);
    }

    private async Task<Exception?> TryAsync(Result[] items, CancellationToken execution)
    {
        status.Begin();
        try
        {
            await invoker.InvokeAsync(records.IsArray ? records.Many(items) : records.One(items[0]), execution);
            status.Succeed(items.Length);
            return null;
        }
        catch (Exception e)
        {
            status.Fail(e);
            return e;
        }
    }

    private void Skip(Result[] items, Exception error, string why)
    {
        status.GiveUp(items.Length);
        HostLog.Skipped(logger, error, function, items.Length, PositionOf(items[0]), why);
    }

    private void Store(Result[] items)
    {
        var seen = new HashSet<Partition>();
        for (int i = items.Length - 1; i >= 0; i--)
        {
            if (!seen.Add(items[i].Partition)) continue;
            try
            {
                storeOffset(new TopicPartitionOffset(topic, items[i].Partition, items[i].Offset + 1));
            }
            catch (KafkaException e)
            {
                // The partition was taken away meanwhile: its new owner gets the batch again.
                HostLog.NotStored(logger, function, PositionOf(items[i]), e.Error.Reason);
            }
        }
    }

    private string PositionOf(Result item) => $"{topic}[{item.Partition.Value}]@{item.Offset.Value}";
}
