using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Kafka;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Tests.Kafka;

/// <summary>How far a group is, against a real broker.</summary>
public sealed class KafkaGroupProgressTest : IAsyncLifetime
{
    private readonly BrokerFolder broker = new();

    public Task InitializeAsync() => broker.InitializeAsync();

    public Task DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task Knows_the_ends_and_what_the_group_has_to_handle_next()
    {
        var topic = await broker.TopicAsync(3);
        using (var writer = new KafkaLogWriter(broker.Settings, TimeProvider.System, NullLogger<KafkaLogWriter>.Instance))
            await writer.WriteAsync([Record(topic, 0), Record(topic, 0), Record(topic, 0), Record(topic, 2)], default);
        using var progress = new KafkaGroupProgress(broker.Settings);
        Assert.Equal([new(3, 0), new(0, 0), new(1, 0)], await progress.ReadAsync(topic, "reply", default));
        using var member = new ConsumerBuilder<byte[], byte[]>(broker.Settings.Client(new ConsumerConfig { GroupId = "reply", EnableAutoCommit = false })).Build();
        member.Commit([new TopicPartitionOffset(topic, 0, 2), new TopicPartitionOffset(topic, 2, 1)]);
        Assert.Equal([new(3, 2), new(0, 0), new(1, 1)], await progress.ReadAsync(topic, "reply", default));
        Assert.Equal([new(3, 0), new(0, 0), new(1, 0)], await progress.ReadAsync(topic, "other", default));
    }

    [Fact]
    public async Task A_log_that_is_away_is_said_to_be()
    {
        var topic = await broker.TopicAsync(1);
        using var progress = new KafkaGroupProgress(broker.Settings);
        await progress.ReadAsync(topic, "reply", default);
        await broker.StopAsync();
        await Assert.ThrowsAsync<LogUnavailableException>(() => progress.ReadAsync(topic, "reply", default));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_said_to_be_missing()
    {
        using var progress = new KafkaGroupProgress(broker.Settings);
        var error = await Assert.ThrowsAsync<LogUnavailableException>(() => progress.ReadAsync("none", "reply", default));
        Assert.Contains("none", error.Message, StringComparison.Ordinal);
    }

    private static OutRecord Record(string topic, int partition) => new(topic, partition, "k"u8.ToArray(), "v"u8.ToArray(), []);
}
