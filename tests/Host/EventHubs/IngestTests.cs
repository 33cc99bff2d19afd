using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ServerlessIot.Broker;

namespace ServerlessIot.Host.Tests.EventHubs;

/// <summary>The product's own Ingest: from a hub into the log, each on a broker of its own.</summary>
public sealed class IngestTests : IAsyncLifetime
{
    private const int Devices = 40;
    private const int Half = 1_000;
    private static readonly string Stream = typeof(IngestTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Stream").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("serverlessiot-ingest-").FullName;
    private KafkaBroker _hub = null!;
    private KafkaBroker? _log;
    private int _logPort;

    public async Task InitializeAsync()
    {
        _hub = await KafkaBroker.StartAsync(new BrokerOptions { Directory = Path.Combine(_folder, "hub"), AutoCreateTopics = false });
        await StartLogAsync();
        await CreateAsync(_hub.BootstrapServers, "devices", 4);
        await CreateAsync(_log!.BootstrapServers, "telemetry.raw", 4);
        await CreateAsync(_log.BootstrapServers, "telemetry.quarantine", 1);
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_host_is_killed_and_the_log_is_down_and_what_is_delivered_again_has_the_same_id()
    {
        Publish(0, Half);
        await using (HostProcess host = await StartHostAsync("$Default"))
        {
            await Until.TrueAsync(() => Read("telemetry.raw").Count >= 100, () => host.Log);
            await host.KillAsync();
        }

        long[] before = Committed("$Default");
        await StopLogAsync();
        Publish(Half, Half);
        await using (HostProcess host = await StartHostAsync("$Default"))
        {
            await Until.TrueAsync(async () => (bool?)(await host.StatusAsync("Ingest"))["running"] == true, () => host.Log);
            // At most a batch that holds nothing but a notice, which goes nowhere, gets by.
            Assert.InRange(Committed("$Default").Sum() - before.Sum(), 0, 1);
            await StartLogAsync();
            await Until.TrueAsync(() => Committed("$Default").Sum() == 2 * (Half + 2), () => host.Log);
            JsonNode status = await host.StatusAsync("Ingest");
            Assert.Equal("eventHub", (string?)status["kind"]);
        }

        List<Stored> raw = Read("telemetry.raw");
        HashSet<string> ids = Check(raw);
        List<Stored> refused = Read("telemetry.quarantine");
        Assert.Equal(2, refused.DistinctBy(record => record.Id).Count());
        Assert.All(refused, record => Assert.Equal("nobody", record.Value));

        // Another group has every event delivered again.
        await using (HostProcess host = await StartHostAsync("again"))
        {
            await Until.TrueAsync(() => Committed("again").Sum() == 2 * (Half + 2), () => host.Log);
        }

        List<Stored> twice = Read("telemetry.raw");
        Assert.True(twice.Count >= raw.Count + (2 * Half), $"{twice.Count} records");
        Assert.Equal(ids, Check(twice));
        Assert.Equal(2, Read("telemetry.quarantine").DistinctBy(record => record.Id).Count());
    }

    [Fact]
    public async Task Without_a_connection_it_is_off_and_nothing_else_is_needed()
    {
        await using HostProcess host = await HostProcess.StartAsync($"--app \"{Stream}\" --port 0 --only Ingest");
        await Until.TrueAsync(() => host.Log.Contains("Ingest is disabled: the setting Ingest, its event hub, is not set", StringComparison.Ordinal), () => host.Log);
    }

    public async Task DisposeAsync()
    {
        await StopLogAsync();
        await _hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Every event is there, under one id of its device, with one key, one value and one time.
    private static HashSet<string> Check(List<Stored> raw)
    {
        Assert.Equal(Enumerable.Range(0, 2 * Half), raw.Select(record => int.Parse(record.Value, CultureInfo.InvariantCulture)).Distinct().Order());
        Assert.All(raw.GroupBy(record => record.Value), copies => Assert.Single(copies.Distinct()));
        HashSet<string> ids = [.. raw.Select(record => $"{record.Key} {record.Id}")];
        Assert.Equal(2 * Half, ids.Count);
        Assert.All(raw, record => Assert.Equal($"demo/device-{int.Parse(record.Value, CultureInfo.InvariantCulture) % Devices}", record.Key));
        return ids;
    }

    private void Publish(int first, int count)
    {
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _hub.BootstrapServers, Acks = Acks.All }).Build();
        for (int i = first; i < first + count; i++)
        {
            int device = i % Devices;
            // A device's events are in one partition, as in an IoT Hub.
            Produce(device % 4, i.ToString(CultureInfo.InvariantCulture), ("iothub-connection-device-id", $"device-{device}"), ("iothub-message-source", "Telemetry"));
        }
        Produce(0, "nobody", ("iothub-message-source", "Telemetry"));
        Produce(1, "{}", ("iothub-connection-device-id", "device-1"), ("iothub-message-source", "twinChangeEvents"));
        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(30)));

        void Produce(int partition, string value, params (string Name, string Value)[] headers)
        {
            var message = new Message<byte[], byte[]> { Value = Encoding.UTF8.GetBytes(value), Headers = [] };
            foreach ((string name, string text) in headers) message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
            producer.Produce(new TopicPartition("devices", partition), message, report => Assert.False(report.Error.IsError, report.Error.Reason));
        }
    }

    private Task<HostProcess> StartHostAsync(string group) => HostProcess.StartAsync(
        $"--app \"{Stream}\" --port 0 --only Ingest",
        ("Ingest", $"kafka://{_hub.BootstrapServers}"), ("Ingest__Hub", "devices"), ("Ingest__ConsumerGroup", group),
        ("Kafka__BrokerList", $"127.0.0.1:{_logPort}"), ("Kafka__Protocol", "Plaintext"), ("Storage__ConnectionString", "UseDevelopmentStorage=true"),
        ("AzureFunctionsJobHost__extensions__eventHubs__maxEventBatchSize", "25"), ("AzureFunctionsJobHost__extensions__kafka__sessionTimeoutMs", "6000"));

    private async Task StartLogAsync()
    {
        _log = await KafkaBroker.StartAsync(new BrokerOptions { Directory = Path.Combine(_folder, "log"), Port = _logPort, AutoCreateTopics = false });
        _logPort = int.Parse(_log.BootstrapServers.Split(':')[1], CultureInfo.InvariantCulture);
    }

    private async Task StopLogAsync()
    {
        if (_log is not null) await _log.DisposeAsync();
        _log = null;
    }

    private long[] Committed(string group)
    {
        using IConsumer<byte[], byte[]> consumer = Consumer(_hub.BootstrapServers, group);
        return [.. consumer.Committed(Enumerable.Range(0, 4).Select(p => new TopicPartition("devices", p)), TimeSpan.FromSeconds(10)).Select(offset => offset.Offset.IsSpecial ? 0 : offset.Offset.Value)];
    }

    private List<Stored> Read(string topic)
    {
        using IConsumer<byte[], byte[]> consumer = Consumer(_log!.BootstrapServers, "reader");
        var records = new List<Stored>();
        for (int partition = 0; partition < (topic == "telemetry.raw" ? 4 : 1); partition++)
        {
            var place = new TopicPartition(topic, partition);
            long end = consumer.QueryWatermarkOffsets(place, TimeSpan.FromSeconds(10)).High.Value;
            consumer.Assign(new TopicPartitionOffset(place, 0));
            for (long next = 0; next < end; next++)
            {
                ConsumeResult<byte[], byte[]> result = consumer.Consume(TimeSpan.FromSeconds(10));
                Assert.NotNull(result);
                records.Add(new Stored(
                    Encoding.UTF8.GetString(result.Message.Key ?? []), Encoding.UTF8.GetString(result.Message.Value),
                    Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("ce_id")), result.Message.Timestamp.UnixTimestampMs));
            }
        }
        return records;
    }

    private static IConsumer<byte[], byte[]> Consumer(string brokers, string group) =>
        new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = group, EnableAutoCommit = false }).SetLogHandler((_, _) => { }).Build();

    private static async Task CreateAsync(string brokers, string topic, int partitions)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
    }

    private sealed record Stored(string Key, string Value, string Id, long Time);
}
