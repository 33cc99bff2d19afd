using System.Collections.Concurrent;
using Confluent.Kafka;

namespace ServerlessIot.Broker.Tests.Storage;

/// <summary>kill -9 of the broker's process.</summary>
public sealed class KillTests
{
    private const int Count = 60_000;

    [Fact]
    public async Task Killed_three_times_under_load_it_keeps_every_acknowledged_record_once_and_in_place()
    {
        var directory = Directory.CreateTempSubdirectory("broker-kill-").FullName;
        var broker = await BrokerProcess.StartAsync(directory);
        var port = broker.Port;
        try
        {
            var acknowledged = new ConcurrentDictionary<string, TopicPartitionOffset>();
            using (var producer = Producer(broker.Servers))
            {
                var producing = Task.Factory.StartNew(() => Produce(producer, acknowledged), TaskCreationOptions.LongRunning);
                for (var kill = 1; kill <= 3; kill++)
                {
                    await UntilAsync(() => acknowledged.Count >= kill * Count / 5);
                    broker.Kill();
                    broker.Dispose();
                    broker = await BrokerProcess.StartAsync(directory, port);
                }

                await producing;
                producer.Flush(BrokerFixture.Patience);
            }

            Assert.Equal(Count, acknowledged.Count);
            Assert.All(ReadAll(broker.Servers), place =>
            {
                Assert.True(acknowledged.TryRemove(place.Key, out var promised), $"{place.Key} is there twice");
                Assert.Equal(promised, place.Value);
            });
            Assert.Empty(acknowledged);
        }
        finally
        {
            broker.Dispose();
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Committed_offsets_outlive_a_kill_and_a_polite_stop_ends_with_zero()
    {
        var directory = Directory.CreateTempSubdirectory("broker-kill-").FullName;
        try
        {
            using (var broker = await BrokerProcess.StartAsync(directory))
            {
                using var producer = Producer(broker.Servers);
                await producer.ProduceAsync("t", new Message<string, string> { Key = "k", Value = "v" });
                using var consumer = Consumer(broker.Servers, tellEnds: false);
                consumer.Subscribe("t");
                consumer.Commit(consumer.Take(1)[0]);
                broker.Kill();
            }

            using var restarted = await BrokerProcess.StartAsync(directory);
            using var later = Consumer(restarted.Servers);
            var places = Enumerable.Range(0, 4).Select(partition => new TopicPartition("t", partition));
            Assert.Equal(1, later.Committed(places, BrokerFixture.Patience).Sum(place => Math.Max(0, place.Offset.Value)));
            Assert.Equal(0, await restarted.StopAsync());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IProducer<string, string> Producer(string servers) => new ProducerBuilder<string, string>(new ProducerConfig
    {
        BootstrapServers = servers,
        EnableIdempotence = true,
        LingerMs = 1,
        BatchNumMessages = 200,
        MessageTimeoutMs = 0,
        ReconnectBackoffMaxMs = 200,
        RetryBackoffMs = 20,
    }).SetLogHandler((_, _) => { }).Build();

    private static IConsumer<string, string> Consumer(string servers, bool tellEnds = true) => new ConsumerBuilder<string, string>(new ConsumerConfig
    {
        BootstrapServers = servers,
        GroupId = "g",
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnableAutoCommit = false,
        EnablePartitionEof = tellEnds,
    }).SetLogHandler((_, _) => { }).Build();

    private static void Produce(IProducer<string, string> producer, ConcurrentDictionary<string, TopicPartitionOffset> acknowledged)
    {
        var value = new string('v', 100);
        for (var i = 0; i < Count; i++)
        {
            producer.Produce("t", new Message<string, string> { Key = $"{i}", Value = value }, report =>
            {
                if (report.Error.Code == ErrorCode.NoError)
                    acknowledged[report.Key] = report.TopicPartitionOffset;
            });

            // Slow enough that the kills meet a producer at work.
            if (i % 500 == 499)
                producer.Flush(BrokerFixture.Patience);
        }
    }

    private static List<KeyValuePair<string, TopicPartitionOffset>> ReadAll(string servers)
    {
        using var consumer = Consumer(servers);
        consumer.Assign(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset("t", partition, Offset.Beginning)));
        var records = new List<KeyValuePair<string, TopicPartitionOffset>>();
        for (var ended = 0; ended < 4;)
        {
            var record = consumer.Consume(BrokerFixture.Patience) ?? throw new TimeoutException($"{records.Count} records came, then nothing");
            if (record.IsPartitionEOF)
                ended++;
            else
                records.Add(new(record.Message.Key, record.TopicPartitionOffset));
        }

        return records;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(BrokerFixture.Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
            await look.WaitForNextTickAsync(patience.Token);
    }
}
