using Confluent.Kafka;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Kafka;

/// <summary>Compares what groups have committed with the log's ends, by consumers that name the group, never join it and commit nothing.</summary>
public sealed class KafkaGroupProgress(KafkaSettings settings) : IGroupProgress, IDisposable
{
    // Twice the socket's time-out: a request that is lost is sent again within it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lock sync = new();
    private readonly Dictionary<string, IConsumer<byte[], byte[]>> consumers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupPlace>> ReadAsync(string topic, string group, CancellationToken cancellationToken) => Task.Run(() => Read(topic, group, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (sync)
        {
            foreach (var consumer in consumers.Values) consumer.Dispose();
            consumers.Clear();
        }
    }

    private IReadOnlyList<GroupPlace> Read(string topic, string group, CancellationToken cancellationToken)
    {
        try
        {
            var consumer = Consumer(group);
            var partitions = Partitions(consumer, topic);
            var bounds = new WatermarkOffsets[partitions.Count];
            for (var i = 0; i < bounds.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                bounds[i] = consumer.QueryWatermarkOffsets(partitions[i], Patience);
            }

            // A group that has committed nothing begins with the first record.
            return [.. consumer.Committed(partitions, Patience).OrderBy(place => place.Partition.Value)
                .Select((place, i) => new GroupPlace(bounds[i].High.Value, Math.Max(place.Offset.Value, bounds[i].Low.Value)))];
        }
        catch (KafkaException exception)
        {
            throw new LogUnavailableException($"How far the group {group} is in {topic} could not be read: {exception.Error.Reason}", exception);
        }
    }

    private static List<TopicPartition> Partitions(IConsumer<byte[], byte[]> consumer, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var metadata = admin.GetMetadata(topic, Patience).Topics.Find(found => found.Topic == topic);
        return metadata is { Error.IsError: false, Partitions.Count: > 0 }
            ? [.. Enumerable.Range(0, metadata.Partitions.Count).Select(partition => new TopicPartition(topic, partition))]
            : throw new LogUnavailableException($"The topic {topic} is not there: {metadata?.Error.Reason ?? "no metadata"}.");
    }

    private IConsumer<byte[], byte[]> Consumer(string group)
    {
        lock (sync)
        {
            if (consumers.TryGetValue(group, out var known)) return known;
            var config = settings.Client(new ConsumerConfig { GroupId = group, EnableAutoCommit = false });
            return consumers[group] = new ConsumerBuilder<byte[], byte[]>(config).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        }
    }
}
