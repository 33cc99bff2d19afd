using System.Runtime.CompilerServices;
using Confluent.Kafka;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Kafka;

/// <summary>Reads ranges of the log with a consumer that belongs to no group and commits nothing.</summary>
public sealed class KafkaLogReader(KafkaSettings settings) : ILogReader
{
    private const int Slice = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task<(long First, long End)> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var consumer = Consumer();
            return Bounds(consumer, new TopicPartition(topic, partition));
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogRecord> ReadAsync(string topic, int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var consumer = await Task.Run(Consumer, cancellationToken);
        var place = new TopicPartition(topic, partition);
        var (first, end) = await Task.Run(() => Bounds(consumer, place), cancellationToken);
        var next = Math.Max(from, first);
        to = Math.Min(to, end);
        if (next >= to) yield break;
        consumer.Assign(new TopicPartitionOffset(place, next));
        while (next < to)
        {
            var (records, reached) = await Task.Run(() => Some(consumer, to, cancellationToken), cancellationToken);
            foreach (var record in records) yield return record;
            next = reached;
        }
    }

    /// <summary>Some records, and the offset up to which the partition was read: further than the last record when offsets are missing there.</summary>
    private static (List<LogRecord> Records, long Reached) Some(IConsumer<byte[], byte[]> consumer, long to, CancellationToken cancellationToken)
    {
        var (records, reached) = (new List<LogRecord>(), 0L);
        while (records.Count < Slice && reached < to)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Consume(consumer, reached == 0 ? Patience : TimeSpan.Zero);
            if (result is null && reached == 0) throw new LogUnavailableException($"The log returned nothing within {Patience.TotalSeconds} s.");
            if (result is null) break;
            reached = result.IsPartitionEOF ? Math.Max(result.Offset.Value, to) : result.Offset.Value + 1;
            if (!result.IsPartitionEOF && result.Offset.Value < to) records.Add(Record(result));
        }

        return (records, reached);
    }

    private static ConsumeResult<byte[], byte[]>? Consume(IConsumer<byte[], byte[]> consumer, TimeSpan patience)
    {
        try
        {
            return consumer.Consume(patience);
        }
        catch (ConsumeException exception)
        {
            throw new LogUnavailableException($"The log could not be read: {exception.Error.Reason}", exception);
        }
    }

    private static (long First, long End) Bounds(IConsumer<byte[], byte[]> consumer, TopicPartition place)
    {
        try
        {
            var offsets = consumer.QueryWatermarkOffsets(place, Patience);
            return (offsets.Low.Value, offsets.High.Value);
        }
        catch (KafkaException exception)
        {
            throw new LogUnavailableException($"The bounds of {place} could not be read: {exception.Error.Reason}", exception);
        }
    }

    private static LogRecord Record(ConsumeResult<byte[], byte[]> result) => new(
        result.Topic,
        result.Partition.Value,
        result.Offset.Value,
        result.Message.Timestamp.UnixTimestampMs,
        result.Message.Key,
        result.Message.Value,
        [.. result.Message.Headers.Select(header => new LogHeader(header.Key, header.GetValueBytes()))]);

    private IConsumer<byte[], byte[]> Consumer() => new ConsumerBuilder<byte[], byte[]>(settings.Client(new ConsumerConfig
    {
        GroupId = "serverlessiot-reader",
        EnableAutoCommit = false,
        EnablePartitionEof = true,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        QueuedMaxMessagesKbytes = 8 << 10,
    })).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
}
