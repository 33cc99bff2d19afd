using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ServerlessIot.Broker.Tests;

/// <summary>A folder and the brokers that are started on it, one after the other.</summary>
public sealed class BrokerFixture : IAsyncDisposable
{
    /// <summary>How long anything may take before a test fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private KafkaBroker? _broker;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("broker-").FullName;

    public string Servers => (_broker ?? throw new InvalidOperationException("not started")).BootstrapServers;

    public int Port => int.Parse(Servers.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    public static async Task<BrokerFixture> StartAsync(Func<BrokerOptions, BrokerOptions>? change = null)
    {
        var fixture = new BrokerFixture();
        await fixture.OpenAsync(change);
        return fixture;
    }

    public async Task OpenAsync(Func<BrokerOptions, BrokerOptions>? change = null, Microsoft.Extensions.Logging.ILogger? log = null)
    {
        var options = new BrokerOptions { Directory = Directory, RetentionInterval = TimeSpan.FromDays(1) }; // records have times of long ago
        _broker = await KafkaBroker.StartAsync(change?.Invoke(options) ?? options, log);
    }

    public async Task CloseAsync()
    {
        if (_broker is { } broker)
            await broker.DisposeAsync();
        _broker = null;
    }

    public async Task CreateAsync(string topic, int partitions, Dictionary<string, string>? configs = null)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1, Configs = configs }]);
    }

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers }).Build();

    public IProducer<string, byte[]> Producer(Action<ProducerConfig>? change = null)
    {
        var config = new ProducerConfig { BootstrapServers = Servers, LingerMs = 2 };
        change?.Invoke(config);
        return new ProducerBuilder<string, byte[]>(config).Build();
    }

    public IConsumer<string, byte[]> Consumer(string group, Action<ConsumerConfig>? change = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Servers,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        change?.Invoke(config);
        return new ConsumerBuilder<string, byte[]>(config).Build();
    }

    /// <summary>Reads a topic's first records, or fails after <see cref="Patience"/>.</summary>
    public List<ConsumeResult<string, byte[]>> Read(string topic, int count, string group = "reader")
    {
        using var consumer = Consumer(group);
        consumer.Subscribe(topic);
        var records = consumer.Take(count);
        consumer.Close();
        return records;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
