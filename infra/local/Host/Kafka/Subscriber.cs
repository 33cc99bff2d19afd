using System.Threading.Channels;
using Confluent.Kafka;
using Result = Confluent.Kafka.ConsumeResult<byte[], byte[]>;

namespace ServerlessIot.Host.Kafka;

/// <summary>
/// Gathers records into batches on a thread of its own, by the real trigger's rules: a batch is handed over when it is full, or at
/// the end of a window in which none became full; so what is left after a full batch can wait for a second window.
/// </summary>
internal sealed class Subscriber(
    IConsumer<byte[], byte[]> consumer, KafkaTriggerOptions options, ChannelWriter<Result[]> batches, TimeProvider time,
    Action<ConsumeException> failed)
{
    private readonly List<Result> _batch = [];

    /// <summary>Reads until cancelled.</summary>
    public void Run(CancellationToken stopping)
    {
        var interval = TimeSpan.FromSeconds(options.SubscriberIntervalInSeconds);
        while (!stopping.IsCancellationRequested)
        {
            bool anyFull = Window(interval, stopping);
            if (anyFull) continue;
            Flush(stopping);
            if (options.SubscriberIdleBackoffMs > 0) stopping.WaitHandle.WaitOne(options.SubscriberIdleBackoffMs);
        }
    }

    private bool Window(TimeSpan interval, CancellationToken stopping)
    {
        bool anyFull = false;
        long start = time.GetTimestamp();
        TimeSpan available = interval;
        while (available > TimeSpan.Zero && !stopping.IsCancellationRequested)
        {
            try
            {
                Result? result = Consume(available, stopping);
                if (result is null) break;
                _batch.Add(result);
                if (_batch.Count >= options.MaxBatchSize)
                {
                    Flush(stopping);
                    anyFull = true;
                }
            }
            catch (ConsumeException e) when (!e.Error.IsFatal)
            {
                failed(e);
            }
            available = interval - time.GetElapsedTime(start);
        }
        return anyFull;
    }

    // In slices, so that a stop is heeded within one.
    private Result? Consume(TimeSpan available, CancellationToken stopping)
    {
        var slice = TimeSpan.FromMilliseconds(100);
        long start = time.GetTimestamp();
        for (TimeSpan left = available; left > TimeSpan.Zero && !stopping.IsCancellationRequested; left = available - time.GetElapsedTime(start))
        {
            if (consumer.Consume(left < slice ? left : slice) is { IsPartitionEOF: false } result) return result;
        }
        return null;
    }

    private void Flush(CancellationToken stopping)
    {
        if (_batch.Count == 0) return;
        Result[] items = [.. _batch];
        _batch.Clear();
        while (!stopping.IsCancellationRequested && !batches.TryWrite(items))
            stopping.WaitHandle.WaitOne(options.ChannelFullRetryIntervalInMs);
    }
}
