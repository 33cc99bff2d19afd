using ServerlessIot.Broker;

namespace ServerlessIot.Host.Tests.Kafka;

/// <summary>The broker that the tests of a class share; each test has a topic and a group of its own.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "serverlessiot-host-broker-" + Guid.NewGuid().ToString("N"));

    public KafkaBroker Broker { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory, Port = 0, AutoCreateTopics = false, RetentionInterval = TimeSpan.FromDays(1) }); // records have times of long ago

    public async Task DisposeAsync()
    {
        await Broker.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
