using System.Text;
using Confluent.Kafka;

namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>How records become executions.</summary>
public sealed class BatchTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly string _brokers = fixture.Broker.BootstrapServers;

    [Fact]
    public async Task A_backlog_comes_in_full_batches_of_maxBatchSize_in_order()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Produce(0, 1000);
        await using HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "200"));
        await Until.TrueAsync(() => topic.Seen().Count >= 1000, () => host.Log);
        Assert.Equal(Enumerable.Range(0, 1000), topic.Seen());
        Assert.Equal(200, topic.Batches().Max(batch => batch.Values.Length));
    }

    [Fact]
    public async Task A_batch_that_does_not_fill_is_handed_over_when_its_window_ends()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        await using HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "100000"));
        topic.Produce(0, 7);
        await Until.TrueAsync(() => topic.Seen().Count >= 7, () => host.Log);
        topic.Produce(7, 5);
        await Until.TrueAsync(() => topic.Seen().Count >= 12, () => host.Log);
        Assert.Equal(Enumerable.Range(0, 12), topic.Seen());
    }

    [Fact]
    public async Task A_batch_can_hold_several_partitions()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 3);
        topic.Produce(0, 300);
        await using HostProcess host = await topic.StartHostAsync("Batch", ("maxBatchSize", "300"));
        await Until.TrueAsync(() => topic.Seen().Count >= 300, () => host.Log);
        Assert.Equal(Enumerable.Range(0, 300), topic.Seen().Order());
        Assert.Contains(topic.Batches(), batch => batch.Values.Select(value => value % 3).Distinct().Count() > 1);
    }

    [Fact]
    public async Task Without_IsBatched_each_execution_has_one_record_in_the_partitions_order()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 2);
        topic.Produce(0, 100);
        await using HostProcess host = await topic.StartHostAsync("Each");
        await Until.TrueAsync(() => topic.Seen("Each").Count >= 100, () => host.Log);
        Assert.All(topic.Batches("Each"), batch => Assert.Single(batch.Values));
        for (int partition = 0; partition < 2; partition++)
        {
            int rest = partition;
            Assert.Equal(Enumerable.Range(0, 100).Where(value => value % 2 == rest), topic.Seen("Each").Where(value => value % 2 == rest));
        }
        await Until.TrueAsync(() => topic.Committed().Sum() == 100, () => host.Log);
    }

    [Fact]
    public async Task A_record_arrives_whole_with_bytes_time_and_headers()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 1);
        topic.Produce(0, new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes("schlüssel"),
            Value = Encoding.UTF8.GetBytes("wert"),
            Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime),
            Headers = new Headers { { "a", Encoding.UTF8.GetBytes("1") }, { "a", Encoding.UTF8.GetBytes("2") }, { "empty", null! } },
        });
        topic.Produce(0, new Message<byte[], byte[]> { Timestamp = new Timestamp(1_700_000_000_124, TimestampType.CreateTime) });
        topic.Flush();
        await using HostProcess host = await topic.StartHostAsync("Whole");
        await Until.TrueAsync(() => topic.Sample.Lines("Whole").Count >= 2, () => host.Log);
        Assert.Equal(
            [
                $"{topic.Name} 0 0 key=schlüssel value=wert time=1700000000123 CreateTime headers=a:1,a:2,empty:null context=null",
                $"{topic.Name} 0 1 key=null value=null time=1700000000124 CreateTime headers= context=null",
            ],
            topic.Sample.Lines("Whole").Select(line => line.Text));
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_yet_is_read_once_it_does()
    {
        using SampleTopic topic = SampleTopic.Missing(_brokers, 2);
        await using HostProcess host = await topic.StartHostAsync("Batch");
        Assert.Equal(-1, (long?)(await host.StatusAsync("Batch"))["lag"]);
        await Until.TrueAsync(() => host.Log.Contains(topic.Name, StringComparison.Ordinal), () => host.Log);
        await topic.CreateAsync();
        topic.Produce(0, 10);
        await Until.TrueAsync(() => topic.Seen().Count >= 10, () => host.Log);
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Batch"))["lag"] == 0, () => host.Log);
    }
}
