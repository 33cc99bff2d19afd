using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Broker;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>A topic that takes smaller records than the others.</summary>
public sealed class LogProducerSizeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bridge-tests").FullName;
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(1_000, 1 << 20));

    [Fact]
    public async Task Its_refusal_counts_for_itself_and_not_for_what_was_acknowledged_from_the_spool()
    {
        await using var broker = await KafkaBroker.StartAsync(new BrokerOptions { Directory = _directory, DefaultPartitions = 1 });
        await BrokerTopics.CreateAsync(broker.BootstrapServers, "narrow", maxMessageBytes: 100_000);
        await using var log = new LogProducer(new KafkaOptions { BrokerList = broker.BootstrapServers }, "telemetry.raw", ["narrow"], ["narrow"], _metrics, TimeProvider.System, NullLogger.Instance);
        Assert.Equal(RecordOutcome.Refused, await EndAsync(log, 150_000, "narrow"));
        Assert.Equal(RecordOutcome.Stored, await EndAsync(log, 200_000, topic: null));
        Assert.Equal(RecordOutcome.Stored, await EndAsync(log, 50_000, "narrow"));

        var replaced = _metrics.Replaced;
        Assert.Equal(RecordOutcome.Refused, await EndAsync(log, 150_000, "narrow"));
        Assert.Equal(replaced, _metrics.Replaced); // it was not asked
        Assert.Equal(RecordOutcome.Refused, await EndAsync(log, 150_000, "narrow", isReplay: true));
        Assert.True(_metrics.Replaced > replaced);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<RecordOutcome> EndAsync(LogProducer log, int bytes, string? topic, bool isReplay = false)
    {
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes("demo/d1"), Value = new byte[bytes] };
        var record = new InFlightRecord(message, bytes + InFlightRecord.Overhead, TimeProvider.System.GetTimestamp(), null, 0, 1) { Topic = topic, IsReplay = isReplay };
        log.Submit(record);
        await Eventually.True(() => record.Outcome != RecordOutcome.Pending);
        return record.Outcome;
    }
}
