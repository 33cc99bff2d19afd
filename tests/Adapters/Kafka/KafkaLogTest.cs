using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Kafka;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Tests.Kafka;

/// <summary>The log's ports against a real broker.</summary>
public sealed class KafkaLogTest(BrokerFolder broker) : IClassFixture<BrokerFolder>
{
    [Fact]
    public async Task What_was_written_is_read_back_in_order_with_key_value_and_headers()
    {
        var topic = await broker.TopicAsync(2);
        using var writer = Writer();
        await writer.WriteAsync([.. Enumerable.Range(0, 2_000).Select(i => Record(topic, 1, $"k{i}", i))], default);
        var read = await ReadAsync(topic, 1, 500, 1_500);
        Assert.Equal(Enumerable.Range(500, 1_000), read.Select(Number));
        Assert.Equal(Enumerable.Range(500, 1_000).Select(i => (long)i), read.Select(record => record.Offset));
        Assert.Equal(("k500", "v"), (Encoding.UTF8.GetString(read[0].Key.Span), read[0].Header("h")));
        Assert.True(read[0].Timestamp > 0);
    }

    [Fact]
    public async Task A_key_lands_where_murmur2_says()
    {
        var topic = await broker.TopicAsync(8);
        using var writer = Writer();
        await writer.WriteAsync([.. Enumerable.Range(0, 100).Select(i => Record(topic, null, $"demo/device-{i}", i))], default);
        var found = 0;
        for (var partition = 0; partition < 8; partition++)
        {
            foreach (var record in await ReadAsync(topic, partition, 0, long.MaxValue))
            {
                Assert.Equal(partition, Murmur2.Partition(record.Key.Span, 8));
                found++;
            }
        }

        Assert.Equal(100, found);
    }

    [Fact]
    public async Task A_record_keeps_the_time_that_it_is_given()
    {
        var topic = await broker.TopicAsync(1);
        using var writer = Writer();
        await writer.WriteAsync([Record(topic, 0, "k", 0) with { Timestamp = 1_763_600_000_123 }], default);
        Assert.Equal(1_763_600_000_123, Assert.Single(await ReadAsync(topic, 0, 0, 10)).Timestamp);
    }

    [Fact]
    public async Task Knows_the_bounds_and_the_partitions()
    {
        var topic = await broker.TopicAsync(3);
        using var writer = Writer();
        await writer.WriteAsync([Record(topic, 2, "k", 0)], default);
        Assert.Equal(3, await writer.PartitionsAsync(topic, default));
        Assert.Equal((0, 1), await new KafkaLogReader(broker.Settings).BoundsAsync(topic, 2, default));
        Assert.Equal((0, 0), await new KafkaLogReader(broker.Settings).BoundsAsync(topic, 0, default));
        Assert.Empty(await ReadAsync(topic, 0, 0, 10));
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_refused_before_anything_is_queued()
    {
        var topic = await broker.TopicAsync(1);
        using var writer = Writer();
        var huge = Record(topic, 0, "k", 0) with { Value = new byte[1_000_001] };
        await Assert.ThrowsAsync<ArgumentException>(() => writer.WriteAsync([Record(topic, 0, "k", 0), huge], default));
        Assert.Empty(await ReadAsync(topic, 0, 0, 10));
    }

    [Fact]
    public async Task Writes_wait_for_a_broker_that_is_away_and_arrive_in_order_when_it_returns()
    {
        await using var own = new Own();
        await own.Broker.InitializeAsync();
        var topic = await own.Broker.TopicAsync(1);
        using var writer = new KafkaLogWriter(own.Broker.Settings, TimeProvider.System, NullLogger<KafkaLogWriter>.Instance);
        await writer.WriteAsync([Record(topic, 0, "k", 0)], default);
        await own.Broker.StopAsync();
        var waiting = writer.WriteAsync([.. Enumerable.Range(1, 50).Select(i => Record(topic, 0, "k", i))], default);
        Assert.False(waiting.IsCompleted);
        await own.Broker.InitializeAsync();
        await waiting;
        var read = new List<LogRecord>();
        await foreach (var record in new KafkaLogReader(own.Broker.Settings).ReadAsync(topic, 0, 0, 51, default)) read.Add(record);
        Assert.Equal(Enumerable.Range(0, 51), read.Select(Number));
    }

    /// <summary>Who gives up sends the same again: no copies pile up in an outage, whoever's patience is over.</summary>
    [Fact]
    public async Task What_a_caller_gave_up_waiting_for_is_awaited_before_anything_else_is_queued()
    {
        await using var own = new Own();
        await own.Broker.InitializeAsync();
        var topic = await own.Broker.TopicAsync(1);
        using var writer = new KafkaLogWriter(own.Broker.Settings, TimeProvider.System, NullLogger<KafkaLogWriter>.Instance);
        await writer.WriteAsync([Record(topic, 0, "k", 0)], default);
        await own.Broker.StopAsync();
        for (var i = 1; i <= 4; i++)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync([Record(topic, 0, "k", i)], limit.Token));
        }

        await own.Broker.InitializeAsync();
        await writer.WriteAsync([Record(topic, 0, "k", 5)], default);
        var read = new List<LogRecord>();
        await foreach (var record in new KafkaLogReader(own.Broker.Settings).ReadAsync(topic, 0, 0, 10, default)) read.Add(record);
        Assert.Equal([0, 1, 5], read.Select(Number));
    }

    [Fact]
    public void An_empty_broker_list_is_refused_with_advice()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new KafkaSettings().Client(new Confluent.Kafka.ProducerConfig()));
        Assert.Contains("Kafka__BrokerList", error.Message, StringComparison.Ordinal);
    }

    private static OutRecord Record(string topic, int? partition, string key, int number) => new(
        topic, partition, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)), [new LogHeader("h", "v")]);

    private static int Number(LogRecord record) => int.Parse(Encoding.UTF8.GetString(record.Value.Span), CultureInfo.InvariantCulture);

    private KafkaLogWriter Writer() => new(broker.Settings, TimeProvider.System, NullLogger<KafkaLogWriter>.Instance);

    private async Task<List<LogRecord>> ReadAsync(string topic, int partition, long from, long to)
    {
        var read = new List<LogRecord>();
        await foreach (var record in new KafkaLogReader(broker.Settings).ReadAsync(topic, partition, from, to, default)) read.Add(record);
        return read;
    }

    private sealed class Own : IAsyncDisposable
    {
        public BrokerFolder Broker { get; } = new();

        public async ValueTask DisposeAsync() => await Broker.DisposeAsync();
    }
}
