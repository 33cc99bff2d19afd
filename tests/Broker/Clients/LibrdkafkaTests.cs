using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ServerlessIot.Broker.Tests.Clients;

/// <summary>librdkafka, through Confluent.Kafka.</summary>
public sealed class LibrdkafkaTests
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Records_come_back_as_they_were_sent_in_every_compression(CompressionType compression)
    {
        await using var broker = await BrokerFixture.StartAsync();
        using (var producer = broker.Producer(config => (config.CompressionType, config.EnableIdempotence, config.Acks) = (compression, true, Acks.All)))
        {
            for (var i = 0; i < 500; i++)
                producer.Produce("t", Message(i));
            producer.Flush(BrokerFixture.Patience);
        }

        var records = broker.Read("t", 500);

        Assert.Equal(Enumerable.Range(0, 500).Select(Key), records.Select(record => record.Message.Key).Order(StringComparer.Ordinal));
        Assert.All(records, record =>
        {
            var sent = Message(int.Parse(record.Message.Key, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(sent.Value, record.Message.Value);
            Assert.Equal(sent.Timestamp.UnixTimestampMs, record.Message.Timestamp.UnixTimestampMs);
            Assert.Equal(sent.Headers[0].GetValueBytes(), record.Message.Headers.GetLastBytes("number"));
        });
    }

    private static string Key(int i) => i.ToString("D3", System.Globalization.CultureInfo.InvariantCulture);

    private static Message<string, byte[]> Message(int i) => new()
    {
        Key = Key(i),
        Value = BrokerFixture.Bytes($"value {i} {new string('x', i)}"),
        Timestamp = new Timestamp(1_700_000_000_000 + i, TimestampType.CreateTime),
        Headers = new Headers { { "number", BrokerFixture.Bytes(Key(i)) } },
    };

    [Fact]
    public async Task Two_members_share_the_partitions_and_the_rest_goes_to_the_one_that_stays()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 4);
        using var first = broker.Consumer("g", config => config.SessionTimeoutMs = 6000);
        using var second = broker.Consumer("g", config => config.SessionTimeoutMs = 6000);
        first.Subscribe("t");
        await AssignedAsync(4, first);
        second.Subscribe("t");
        await AssignedAsync(2, first, second);
        Assert.Equal([0, 1, 2, 3], first.Assignment.Concat(second.Assignment).Select(place => place.Partition.Value).Order());

        second.Close();

        await AssignedAsync(4, first);
    }

    private static async Task AssignedAsync(int each, params IConsumer<string, byte[]>[] consumers)
    {
        using var patience = new CancellationTokenSource(BrokerFixture.Patience);
        while (!Array.TrueForAll(consumers, consumer => consumer.Assignment.Count == each))
        {
            patience.Token.ThrowIfCancellationRequested();
            foreach (var consumer in consumers)
                consumer.Consume(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_group_goes_on_where_it_committed_and_its_lag_is_the_rest()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 1);
        using (var producer = broker.Producer())
        {
            for (var i = 0; i < 10; i++)
                await producer.ProduceAsync("t", Message(i));
        }

        using (var consumer = broker.Consumer("g"))
        {
            consumer.Subscribe("t");
            consumer.Commit(consumer.Take(4)[^1]);
            consumer.Close();
        }

        using var next = broker.Consumer("g");
        var place = new TopicPartition("t", 0);
        var committed = next.Committed([place], BrokerFixture.Patience)[0].Offset.Value;
        var watermarks = next.QueryWatermarkOffsets(place, BrokerFixture.Patience);
        Assert.Equal((4, 0, 10), (committed, watermarks.Low.Value, watermarks.High.Value));
        next.Subscribe("t");
        Assert.Equal(Enumerable.Range(4, 6).Select(Key), next.Take(6).Select(record => record.Message.Key));
    }

    [Fact]
    public async Task Offsets_are_found_by_time()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 1);
        using (var producer = broker.Producer())
        {
            for (var i = 0; i < 100; i++)
                producer.Produce("t", Message(i));
            producer.Flush(BrokerFixture.Patience);
        }

        using var consumer = broker.Consumer("g");
        long Find(long time) =>
            consumer.OffsetsForTimes([new TopicPartitionTimestamp("t", 0, new Timestamp(time, TimestampType.CreateTime))], BrokerFixture.Patience)[0].Offset.Value;

        Assert.Equal(0, Find(0));
        Assert.Equal(37, Find(1_700_000_000_037));
        Assert.Equal(Offset.End.Value, Find(1_700_000_000_100));
    }

    [Fact]
    public async Task Topics_are_created_described_deleted_and_created_again_empty()
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var admin = broker.Admin();
        var settings = new Dictionary<string, string> { ["retention.ms"] = "60000" };
        await broker.CreateAsync("t", 3, settings);
        using var producer = broker.Producer();
        await producer.ProduceAsync(new TopicPartition("t", 0), Message(1));

        var described = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = "t" }]);
        Assert.Equal("60000", described[0].Entries["retention.ms"].Value);
        Assert.Equal("1", described[0].Entries["min.insync.replicas"].Value);
        Assert.Equal(3, admin.GetMetadata("t", BrokerFixture.Patience).Topics[0].Partitions.Count);
        var again = await Assert.ThrowsAsync<CreateTopicsException>(() => broker.CreateAsync("t", 3));
        Assert.Equal(ErrorCode.TopicAlreadyExists, again.Results[0].Error.Code);

        await admin.DeleteTopicsAsync(["t"]);
        await broker.CreateAsync("t", 1);

        using var consumer = broker.Consumer("g");
        Assert.Equal(0, consumer.QueryWatermarkOffsets(new TopicPartition("t", 0), BrokerFixture.Patience).High.Value);
    }
}
