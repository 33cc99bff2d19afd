using Confluent.Kafka;

namespace ServerlessIot.Broker.Tests;

public sealed class KafkaBrokerTests
{
    [Fact]
    public async Task A_folder_serves_one_broker_at_a_time()
    {
        await using var broker = await BrokerFixture.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => KafkaBroker.StartAsync(new BrokerOptions { Directory = broker.Directory }));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_the_folder_stays_free()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var other = new BrokerFixture();

        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => other.OpenAsync(options => options with { Port = broker.Port }));
        await other.OpenAsync();
    }

    [Fact]
    public async Task Settings_out_of_range_are_named()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => KafkaBroker.StartAsync(new BrokerOptions { Directory = "x", DefaultPartitions = 0 }));

        Assert.Contains(nameof(BrokerOptions.DefaultPartitions), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_record_creates_its_topic_with_the_default_number_of_partitions()
    {
        await using var broker = await BrokerFixture.StartAsync(options => options with { DefaultPartitions = 3 });
        using var producer = broker.Producer();
        await producer.ProduceAsync("t", new Message<string, byte[]> { Value = [1] });

        using var admin = broker.Admin();
        Assert.Equal(3, admin.GetMetadata("t", BrokerFixture.Patience).Topics[0].Partitions.Count);
    }

    [Fact]
    public async Task Without_automatic_creation_a_record_for_an_unknown_topic_is_refused()
    {
        await using var broker = await BrokerFixture.StartAsync(options => options with { AutoCreateTopics = false });
        using var producer = broker.Producer(config => config.MessageTimeoutMs = 3000);

        var e = await Assert.ThrowsAsync<ProduceException<string, byte[]>>(() => producer.ProduceAsync("t", new Message<string, byte[]> { Value = [1] }));

        Assert.Contains(e.Error.Code, new[] { ErrorCode.UnknownTopicOrPart, ErrorCode.Local_UnknownTopic, ErrorCode.Local_MsgTimedOut });
    }

    [Fact]
    public async Task Topics_records_and_their_places_are_there_after_a_restart_also_with_fsync()
    {
        await using var broker = await BrokerFixture.StartAsync(options => options with { Fsync = true });
        await broker.CreateAsync("t", 2, new() { ["retention.ms"] = "-1" });
        using (var producer = broker.Producer())
        {
            for (var i = 0; i < 20; i++)
                await producer.ProduceAsync(new TopicPartition("t", i % 2), new Message<string, byte[]> { Key = $"{i}", Value = [(byte)i] });
        }

        await broker.CloseAsync();
        await broker.OpenAsync();

        var records = broker.Read("t", 20).OrderBy(record => record.Message.Value[0]).ToList();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (i % 2, (long)(i / 2))), records.Select(record => (record.Partition.Value, record.Offset.Value)));
    }

    [Fact]
    public async Task Records_of_several_megabytes_pass_when_the_topic_allows_them()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 1, new() { ["max.message.bytes"] = "20000000" });
        var value = new byte[12_000_000];
        new Random(1).NextBytes(value);
        using (var producer = broker.Producer(config => config.MessageMaxBytes = 20_000_000))
        {
            for (var i = 0; i < 2; i++)
                await producer.ProduceAsync("t", new Message<string, byte[]> { Key = $"{i}", Value = value });
        }

        await broker.CloseAsync();
        await broker.OpenAsync();

        Assert.All(broker.Read("t", 2), record => Assert.True(record.Message.Value.AsSpan().SequenceEqual(value)));
    }
}
