using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ServerlessIot.Broker.Tests;

namespace ServerlessIot.Benchmarks;

/// <summary>The local Kafka broker as a process of its own, under librdkafka: throughput, latency and CPU.</summary>
internal static class BrokerBenchmark
{
    private const int PayloadBytes = 200;
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs all parts; the first argument is the number of records of the throughput part (default 2,000,000).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var records = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
        var directory = Directory.CreateTempSubdirectory("broker-benchmark-").FullName;
        using var broker = await BrokerProcess.StartAsync(directory);
        try
        {
            await CreateAsync(broker.Servers, "throughput", "latency", "load");
            Report("produce", broker, records, () => Produce(broker.Servers, "throughput", records));
            Report("consume", broker, records, () => Consume(broker.Servers, "throughput", records));
            Latency(broker.Servers, rate: 1000, seconds: 10);
            Load(broker, rate: 10_000, readers: 4, seconds: 10);
            return 0;
        }
        finally
        {
            broker.Kill();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CreateAsync(string servers, params string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
        await admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }));
    }

    private static void Report(string what, BrokerProcess broker, int records, Action run)
    {
        var cpu = broker.Cpu;
        var clock = Stopwatch.StartNew();
        run();
        var seconds = clock.Elapsed.TotalSeconds;
        Print($"{what,-10} {records / seconds,12:N0} records/s  {records * (double)PayloadBytes / seconds / 1e6,8:N0} MB/s  broker {(broker.Cpu - cpu).TotalMicroseconds / records,6:N3} µs CPU a record");
    }

    private static void Produce(string servers, string topic, int records)
    {
        using var producer = Producer(servers, lingerMs: 5);
        var message = new Message<Null, byte[]> { Value = new byte[PayloadBytes] };
        for (var i = 0; i < records; i++)
        {
            while (!TryProduce(producer, topic, message))
                producer.Poll(TimeSpan.FromMilliseconds(1));
        }

        producer.Flush(Patience);
    }

    private static IProducer<Null, byte[]> Producer(string servers, double lingerMs) => new ProducerBuilder<Null, byte[]>(new ProducerConfig
    {
        BootstrapServers = servers,
        EnableIdempotence = true,
        LingerMs = lingerMs,
        BatchSize = 1_000_000,
        BatchNumMessages = 10_000,
        QueueBufferingMaxMessages = 500_000,
        EnableDeliveryReports = false,
    }).Build();

    private static bool TryProduce(IProducer<Null, byte[]> producer, string topic, Message<Null, byte[]> message)
    {
        try
        {
            producer.Produce(topic, message);
            return true;
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private static IConsumer<Ignore, byte[]> Consumer(string servers, string topic, Offset from)
    {
        var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = Guid.NewGuid().ToString(),
            EnableAutoCommit = false,
            ConsumeResultFields = "none",
            FetchWaitMaxMs = 100,
        }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset(topic, partition, from)));
        return consumer;
    }

    private static void Consume(string servers, string topic, int records)
    {
        using var consumer = Consumer(servers, topic, Offset.Beginning);
        for (var read = 0; read < records; read++)
        {
            if (consumer.Consume(Patience) is null)
                throw new TimeoutException($"{read} of {records} records came");
        }
    }

    private static void Latency(string servers, int rate, int seconds)
    {
        using var producer = Producer(servers, lingerMs: 0);
        using var consumer = Consumer(servers, "latency", Offset.Beginning);
        var latencies = new List<double>();
        var total = rate * seconds;
        var warmUp = rate;
        var reading = Task.Factory.StartNew(
            () =>
            {
                for (var read = 0; read < total + warmUp; read++)
                {
                    var record = consumer.Consume(Patience) ?? throw new TimeoutException("a record did not come");
                    if (read >= warmUp)
                        latencies.Add(Stopwatch.GetElapsedTime(BitConverter.ToInt64(record.Message.Value)).TotalMilliseconds);
                }
            },
            TaskCreationOptions.LongRunning);
        Pace(rate, total + warmUp, () =>
        {
            var value = new byte[PayloadBytes];
            BitConverter.TryWriteBytes(value, Stopwatch.GetTimestamp());
            producer.Produce("latency", new Message<Null, byte[]> { Value = value });
        });
        producer.Flush(Patience);
        reading.GetAwaiter().GetResult();
        latencies.Sort();
        Print($"latency    at {rate:N0}/s publish to consume: p50 {latencies[total / 2]:N2} ms, p99 {latencies[total * 99 / 100]:N2} ms, max {latencies[^1]:N2} ms");
    }

    private static void Load(BrokerProcess broker, int rate, int readers, int seconds)
    {
        var total = rate * seconds;
        using var producer = Producer(broker.Servers, lingerMs: 5);
        var reading = Enumerable.Range(0, readers).Select(_ => Task.Factory.StartNew(() => Consume(broker.Servers, "load", total), TaskCreationOptions.LongRunning)).ToArray();
        var cpu = broker.Cpu;
        var clock = Stopwatch.StartNew();
        var message = new Message<Null, byte[]> { Value = new byte[PayloadBytes] };
        Pace(rate, total, () => producer.Produce("load", message));
        producer.Flush(Patience);
        Task.WaitAll(reading);
        var used = broker.Cpu - cpu;
        Print($"load       {rate:N0}/s with {readers} readers: broker {used.TotalSeconds / clock.Elapsed.TotalSeconds:P1} of a core, {used.TotalMicroseconds / total:N2} µs CPU a record, {broker.MemoryMegabytes:N0} MB");
    }

    private static void Pace(int rate, int total, Action send)
    {
        var clock = Stopwatch.StartNew();
        using var tick = new ManualResetEventSlim();
        for (var sent = 0; sent < total;)
        {
            for (var due = Math.Min(total, (int)(clock.Elapsed.TotalSeconds * rate) + 1); sent < due; sent++)
                send();
            tick.Wait(1);
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
