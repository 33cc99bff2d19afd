using Confluent.Kafka;

namespace ServerlessIot.Host.Kafka;

/// <summary>Asks the brokers how far a group is behind in a topic.</summary>
internal sealed class LagReader(string topic, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    // Asking for them takes a client with a thread of its own, and they hardly ever change.
    private static readonly TimeSpan PartitionsAge = TimeSpan.FromMinutes(1);

    private List<TopicPartition>? _partitions;
    private long _partitionsRead;

    /// <summary>Reads the lag; blocks up to a few seconds.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or the topic does not exist.</exception>
    public Lag Read(IConsumer<byte[], byte[]> consumer)
    {
        if (_partitions is null || time.GetElapsedTime(_partitionsRead) > PartitionsAge)
        {
            _partitions = Partitions(consumer);
            _partitionsRead = time.GetTimestamp();
        }

        // Committed first, ends second: what arrives between counts as lag.
        long records = 0;
        foreach (TopicPartitionOffset committed in consumer.Committed(_partitions, Timeout))
        {
            WatermarkOffsets ends = consumer.QueryWatermarkOffsets(committed.TopicPartition, Timeout);
            long kept = ends.High.Value - ends.Low.Value;
            records += committed.Offset.IsSpecial ? kept : Math.Clamp(ends.High.Value - committed.Offset.Value, 0, kept);
        }
        return new Lag(records, _partitions.Count);
    }

    private List<TopicPartition> Partitions(IConsumer<byte[], byte[]> consumer)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        TopicMetadata metadata = admin.GetMetadata(topic, Timeout).Topics.Single();
        if (metadata.Error.IsError) throw new KafkaException(metadata.Error);
        return metadata.Partitions.ConvertAll(partition => new TopicPartition(topic, partition.PartitionId));
    }
}
