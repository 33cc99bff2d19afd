using Confluent.Kafka;
using ServerlessIot.Adapters.Kafka;

namespace ServerlessIot.Edition.Draining;

/// <summary>How far one consumer group has committed on one topic, asked of the log itself. Joins no group and disturbs none.</summary>
public sealed class GroupProgress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly List<TopicPartition> _partitions;

    /// <summary>Watches a group.</summary>
    public GroupProgress(KafkaSettings kafka, string function, string group, string topic, int partitions)
    {
        (Function, Topic) = (function, topic);
        _partitions = [.. Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition))];
        _consumer = new ConsumerBuilder<Ignore, Ignore>(kafka.Client(new ConsumerConfig { GroupId = group, EnableAutoCommit = false }))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>Function that reads with this group.</summary>
    public string Function { get; }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Offsets after the last record of each partition.</summary>
    /// <exception cref="KafkaException">The log does not answer.</exception>
    public IReadOnlyList<long> Ends() => [.. _partitions.Select(partition => _consumer.QueryWatermarkOffsets(partition, Patience).High.Value)];

    /// <summary>Records before <paramref name="ends"/> that are not committed yet.</summary>
    /// <exception cref="KafkaException">The log does not answer.</exception>
    public long Lag(IReadOnlyList<long> ends) =>
        _consumer.Committed(_partitions, Patience).Sum(place => Math.Max(0, ends[place.Partition.Value] - Math.Max(0, place.Offset.Value)));

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();
}
