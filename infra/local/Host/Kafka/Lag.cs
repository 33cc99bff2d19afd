using Confluent.Kafka;

namespace ServerlessIot.Host.Kafka;

/// <summary>How far a group is behind.</summary>
/// <param name="Records">Records between the committed offsets and the ends of the partitions; never too small.</param>
/// <param name="Partitions">Partitions of the topic.</param>
internal readonly record struct Lag(long Records, int Partitions)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>Asks the brokers; blocks up to a few seconds.</summary>
    /// <exception cref="KafkaException">They do not answer, or the topic does not exist.</exception>
    public static Lag Read(IConsumer<byte[], byte[]> consumer, string topic)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        TopicMetadata metadata = admin.GetMetadata(topic, Timeout).Topics.Single();
        if (metadata.Error.IsError) throw new KafkaException(metadata.Error);
        var partitions = metadata.Partitions.ConvertAll(partition => new TopicPartition(topic, partition.PartitionId));

        // Committed first, ends second: what arrives between counts as lag.
        long records = 0;
        foreach (TopicPartitionOffset committed in consumer.Committed(partitions, Timeout))
        {
            WatermarkOffsets ends = consumer.QueryWatermarkOffsets(committed.TopicPartition, Timeout);
            long kept = ends.High.Value - ends.Low.Value;
            records += committed.Offset.IsSpecial ? kept : Math.Clamp(ends.High.Value - committed.Offset.Value, 0, kept);
        }
        return new Lag(records, partitions.Count);
    }
}
