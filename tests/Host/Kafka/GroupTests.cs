using ServerlessIot.Broker;

namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>Instances, and what happens when one comes or goes.</summary>
public sealed class GroupTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly string _brokers = fixture.Broker.BootstrapServers;

    [Fact]
    public async Task Two_hosts_share_the_partitions_and_the_one_that_stays_takes_over()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 4);
        await using HostProcess first = await topic.StartHostAsync("Batch");
        topic.Produce(0, 40);
        await Until.TrueAsync(() => topic.Seen().Count >= 40, () => first.Log);
        string one = Assert.Single(topic.Batches().Select(batch => batch.Instance).Distinct());

        HostProcess second = await topic.StartHostAsync("Batch");
        int next = 40;
        await Until.TrueAsync(
            () =>
            {
                topic.Produce(next, 4);
                next += 4;
                return topic.Batches().Any(batch => batch.Instance != one);
            },
            () => first.Log + second.Log);
        int before = next;
        topic.Produce(next, 400);
        next += 400;
        await Until.TrueAsync(() => topic.Seen().Distinct().Count() == next, () => first.Log + second.Log);
        var owners = topic.Batches().SelectMany(batch => batch.Values.Where(value => value >= before).Select(value => (value % 4, batch.Instance)));
        Assert.All(owners.GroupBy(pair => pair.Item1), partition => Assert.Single(partition.Distinct()));
        Assert.Equal(2, owners.Select(pair => pair.Instance).Distinct().Count());

        await second.TerminateAsync();
        await second.DisposeAsync();
        topic.Produce(next, 40);
        next += 40;
        await Until.TrueAsync(() => topic.Seen().Distinct().Count() == next, () => first.Log);
        // A handover repeats at most what was not committed, and loses nothing.
        Assert.Equal(Enumerable.Range(0, next), topic.Seen().Distinct().Order());
    }

    [Fact]
    public async Task A_killed_hosts_partitions_move_when_its_session_ends()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 2);
        await using HostProcess first = await topic.StartHostAsync("Batch");
        HostProcess second = await topic.StartHostAsync("Batch");
        int next = 0;
        await Until.TrueAsync(
            () =>
            {
                topic.Produce(next, 2);
                next += 2;
                return topic.Batches().Select(batch => batch.Instance).Distinct().Count() == 2;
            },
            () => first.Log + second.Log);
        await second.KillAsync();
        await second.DisposeAsync();
        topic.Produce(next, 100);
        await Until.TrueAsync(() => topic.Seen().Distinct().Count() == next + 100, () => first.Log);
    }

    [Fact]
    public async Task A_lag_above_the_threshold_starts_a_second_instance_with_services_of_its_own()
    {
        using SampleTopic topic = await SampleTopic.CreateAsync(_brokers, 4);
        topic.Sample.Set("hold");
        topic.Produce(0, 1000);
        await using HostProcess host = await topic.StartHostAsync("Batch", 2);
        await Until.TrueAsync(async () => (int?)(await host.StatusAsync("Batch"))["instances"] == 2, () => host.Log);
        topic.Sample.Clear("hold");
        int next = 1000;
        await Until.TrueAsync(
            () =>
            {
                topic.Produce(next, 4);
                next += 4;
                return topic.Batches().Select(batch => batch.Instance).Distinct().Count() == 2;
            },
            () => host.Log);
        await Until.TrueAsync(() => topic.Seen().Distinct().Count() == next, () => host.Log);
        await Until.TrueAsync(async () => (long?)(await host.StatusAsync("Batch"))["lag"] == 0, () => host.Log);
    }

    [Fact]
    public async Task A_broker_that_goes_and_comes_back_loses_nothing()
    {
        string directory = Path.Combine(Path.GetTempPath(), "serverlessiot-host-restart-" + Guid.NewGuid().ToString("N"));
        var options = new BrokerOptions { Directory = directory, Port = 0, AutoCreateTopics = false };
        KafkaBroker broker = await KafkaBroker.StartAsync(options);
        try
        {
            using SampleTopic topic = await SampleTopic.CreateAsync(broker.BootstrapServers, 2);
            await using HostProcess host = await topic.StartHostAsync("Batch");
            topic.Produce(0, 100);
            await Until.TrueAsync(() => topic.Committed().Sum() == 100, () => host.Log);
            int port = int.Parse(broker.BootstrapServers.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            await broker.DisposeAsync();
            broker = await KafkaBroker.StartAsync(options with { Port = port });
            topic.Produce(100, 100);
            await Until.TrueAsync(() => topic.Committed().Sum() == 200, () => host.Log);
            Assert.Equal(Enumerable.Range(0, 200), topic.Seen().Distinct().Order());
        }
        finally
        {
            await broker.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }
}
