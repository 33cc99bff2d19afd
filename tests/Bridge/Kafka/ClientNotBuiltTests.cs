using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Broker;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>Kafka clients that cannot be made for a while, as when the machine has no thread or no file for them.</summary>
public sealed class ClientNotBuiltTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-tests").FullName;
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(1_000, 1 << 20));
    private readonly LogLines _lines = new();
    private int _built;

    [Fact]
    public async Task A_producer_that_cannot_be_replaced_is_tried_again_and_what_waits_is_stored()
    {
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory, MaxMessageBytes = 100_000, DefaultPartitions = 1 });
        await using var log = new LogProducer(
            new KafkaOptions { BrokerList = broker.BootstrapServers }, "telemetry.raw", [], [], _metrics, TimeProvider.System, _lines,
            builder => Interlocked.Increment(ref _built) is 2 or 3 ? throw new InvalidOperationException("no thread") : builder.Build());
        var tooLarge = Submit(log, 150_000); // ends the producer
        await Eventually.True(() => Volatile.Read(ref _built) >= 2);
        var next = Submit(log, 10);
        await Eventually.True(() => next.Outcome != RecordOutcome.Pending);
        Assert.Equal((RecordOutcome.Refused, RecordOutcome.Stored), (tooLarge.Outcome, next.Outcome));
        Assert.All(_lines.Of(3027), line => Assert.Contains("no thread", line, StringComparison.Ordinal));
        Assert.Equal(2, _lines.Of(3027).Count);
    }

    [Fact]
    public async Task Commands_are_read_as_soon_as_there_is_a_consumer()
    {
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory });
        await CommandTopics.CreateAsync(broker.BootstrapServers);
        var options = TestBridge.Options with { Kafka = new KafkaOptions { BrokerList = broker.BootstrapServers } };
        await using var commands = new CommandSource(
            options, new CommandBook(options, _metrics, TimeProvider.System), TimeProvider.System, _lines,
            builder => Interlocked.Increment(ref _built) == 1 ? throw new InvalidOperationException("no thread") : builder.Build());
        await Eventually.True(() => _lines.Of(3050).Count == 1);
        Assert.Contains("no thread", Assert.Single(_lines.Of(3051)), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static InFlightRecord Submit(LogProducer log, int bytes)
    {
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes("demo/d1"), Value = new byte[bytes] };
        var record = new InFlightRecord(message, bytes + InFlightRecord.Overhead, TimeProvider.System.GetTimestamp(), null, 0, 1);
        log.Submit(record);
        return record;
    }
}
