using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Kafka;

/// <summary>What the marks of a bridge without a spool go by: when the oldest record was received that the log has not acknowledged.</summary>
public sealed class LogProducerWaitingTests : IDisposable
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(1_000, 1 << 20));

    [Fact]
    public async Task It_is_the_oldest_of_telemetry_until_the_log_has_it_however_often_it_was_sent()
    {
        await using var broker = await BrokerProcess.StartAsync();
        await using var log = new LogProducer(new KafkaOptions { BrokerList = broker.Address }, "telemetry.raw", ["device.replies"], [], _metrics, Clock, NullLogger.Instance);
        Submit(log, secondsAgo: 40);
        await Eventually.True(() => log.OldestWaiting is null);
        broker.Freeze();

        // Neither counts: no watermark says anything of other topics, or of marks.
        Submit(log, secondsAgo: 90, topic: "device.replies");
        Submit(log, secondsAgo: 80, partition: 0);
        Assert.Null(log.OldestWaiting);
        Submit(log, secondsAgo: 10);
        Assert.InRange(Ago(log), 10_000, 25_000);
        // It waited before the producer had it, and says of its device what was long before.
        var oldest = Submit(log, secondsAgo: 40);
        Submit(log, secondsAgo: 20);
        Assert.InRange(Ago(log), 40_000, 55_000);

        broker.Thaw();
        await Eventually.True(() => log.OldestWaiting is null);
        Assert.Equal(RecordOutcome.Stored, oldest.Outcome);
    }

    public void Dispose() => _metrics.Dispose();

    private static long Ago(LogProducer log) => Clock.GetUtcNow().ToUnixTimeMilliseconds() - Assert.NotNull(log.OldestWaiting);

    private static InFlightRecord Submit(LogProducer log, int secondsAgo, string? topic = null, int? partition = null)
    {
        var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes("demo/d1"), Value = [1], Timestamp = new Timestamp(1_700_000_000_000, TimestampType.CreateTime) };
        var record = new InFlightRecord(message, 1_024, Clock.GetTimestamp() - (secondsAgo * Clock.TimestampFrequency), null, 0, 1) { Topic = topic, Partition = partition };
        log.Submit(record);
        return record;
    }
}
