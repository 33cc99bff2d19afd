using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ServerlessIot.Adapters.Kafka;
using ServerlessIot.Broker;

namespace ServerlessIot.Adapters.Tests.Kafka;

/// <summary>A real broker in a folder of its own; can be stopped and started again on the same port.</summary>
public sealed class BrokerFolder : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("broker-").FullName;
    private KafkaBroker? broker;
    private int port;

    public KafkaSettings Settings => new() { BrokerList = $"127.0.0.1:{port}" };

    public async Task InitializeAsync()
    {
        broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = folder, Port = port, RetentionInterval = TimeSpan.FromDays(1) }); // records have times of long ago
        port = int.Parse(broker.BootstrapServers.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task StopAsync()
    {
        if (broker is not null) await broker.DisposeAsync();
        broker = null;
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    public async Task<string> TopicAsync(int partitions)
    {
        var topic = "t" + Guid.NewGuid().ToString("N");
        using var admin = new AdminClientBuilder(Settings.Client(new AdminClientConfig())).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
        return topic;
    }
}
