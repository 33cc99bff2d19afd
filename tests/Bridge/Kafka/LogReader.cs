using Confluent.Kafka;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>Reads a topic from its beginning to its end.</summary>
internal static class LogReader
{
    public static List<ConsumeResult<byte[], byte[]>> ReadAll(string brokers, string topic = "telemetry.raw")
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = "tests", EnablePartitionEof = true, EnableAutoCommit = false }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(30)).Topics[0].Partitions;
        consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p.PartitionId, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        for (var ends = 0; ends < partitions.Count;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException("the log does not answer");
            if (result.IsPartitionEOF)
                ends++;
            else
                records.Add(result);
        }
        return records;
    }
}
