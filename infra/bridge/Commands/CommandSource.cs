using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Commands;

/// <summary>
/// Reads device.commands, and device.replies to learn what needs no delivery any more. Every bridge reads all partitions, without a group: at
/// its start as far back as a command may still be unexpired, and what has ended before the commands, so that a restart loses none.
/// </summary>
internal sealed class CommandSource : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromSeconds(1);

    /// <summary>A command lives a day at most; clocks of bridges and the API may differ by the rest.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromSeconds(CommandLimits.MostExpiry) + TimeSpan.FromMinutes(10);

    private readonly BridgeOptions _options;
    private readonly CommandBook _book;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<ConsumerBuilder<byte[], byte[]>, IConsumer<byte[], byte[]>> _build;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private string? _problem;
    private long _purged;

    /// <summary>Starts reading.</summary>
    /// <param name="options">Where the log is, and how its topics are called.</param>
    /// <param name="book">Gets the commands.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Told when they cannot be read, and when they were.</param>
    /// <param name="build">Makes a consumer; default: as the builder does.</param>
    public CommandSource(
        BridgeOptions options, CommandBook book, TimeProvider time, ILogger logger, Func<ConsumerBuilder<byte[], byte[]>, IConsumer<byte[], byte[]>>? build = null)
    {
        (_options, _book, _time, _logger) = (options, book, time, logger);
        _build = build ?? (static builder => builder.Build());
        // Consume blocks: a thread of its own.
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private void Loop()
    {
        do
        {
            try
            {
                using var consumer = _build(new ConsumerBuilder<byte[], byte[]>(ProducerSettings.Consumer(_options.Kafka))
                    .SetLogHandler((_, message) => BridgeLog.Kafka(_logger, message.Facility, message.Message))
                    .SetErrorHandler((_, _) => { })); // what ends the reading is thrown, the rest librdkafka gets over
                Follow(consumer);
            }
            catch (KafkaException e)
            {
                Report(e.Error.Reason);
            }
            catch (Exception e)
            {
                // librdkafka gets no thread or no file, for example: it may get one the next time.
                Report(e.Message);
            }
        }
        while (!_stopping.Token.WaitHandle.WaitOne(BackOff));
    }

    private void Follow(IConsumer<byte[], byte[]> consumer)
    {
        if (Partitions(consumer) is not { } partitions)
            return;
        var places = Start(consumer, partitions).ToLookup(place => place.Topic);
        var behind = new CommandCatchUp(consumer, _book, [.. places[_options.RepliesTopic]], [.. places[_options.CommandsTopic]]);
        behind.Begin();
        while (!_stopping.IsCancellationRequested)
        {
            var result = consumer.Consume(TimeSpan.FromMilliseconds(200));
            if (result is { IsPartitionEOF: false })
                Handle(result);
            else if (result is not null && behind.Reached(result.TopicPartition))
            {
                _problem = null;
                BridgeLog.CommandsRead(_logger, _options.CommandsTopic, _book.Count);
                _book.Open();
            }
            if (_time.GetElapsedTime(_purged) >= PurgeEvery)
            {
                _book.Purge();
                _purged = _time.GetTimestamp();
            }
        }
    }

    private List<TopicPartition>? Partitions(IConsumer<byte[], byte[]> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        List<TopicPartition> partitions = [];
        foreach (var topic in new[] { _options.CommandsTopic, _options.RepliesTopic })
        {
            var found = admin.GetMetadata(topic, AnswerWithin).Topics.Find(t => t.Topic == topic);
            if (found is null || found.Error.IsError || found.Partitions.Count == 0)
            {
                Report($"{topic}: {(found is { Error.IsError: true } ? found.Error.Reason : "the topic is unknown")}");
                return null;
            }
            partitions.AddRange(found.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId)));
        }
        return partitions;
    }

    private List<TopicPartitionOffset> Start(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        // The ends come first: a time behind the last record is answered by "the end", which moves until it is used.
        var ends = partitions.ToDictionary(partition => partition, partition => consumer.QueryWatermarkOffsets(partition, AnswerWithin).High);
        var since = new Timestamp((_time.GetUtcNow() - LookBack).UtcDateTime);
        return
        [
            .. consumer.OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(partition, since)), AnswerWithin)
                .Select(found => found.Offset.IsSpecial ? new TopicPartitionOffset(found.TopicPartition, ends[found.TopicPartition]) : found),
        ];
    }

    private void Handle(ConsumeResult<byte[], byte[]> record)
    {
        if (record.Topic == _options.CommandsTopic)
        {
            if (Read(record) is { } command)
                _book.Offer(command);
            return;
        }
        // Its document may say more, but whoever answers a command, or has it, needs no delivery.
        if (Header(record, LogHeaders.Correlation) is { } id && record.Message.Key is { Length: > 0 } key)
            _book.End(Encoding.UTF8.GetString(key), id, record.Message.Timestamp.UnixTimestampMs + (long)LookBack.TotalMilliseconds);
    }

    private PendingCommand? Read(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            var command = JsonSerializer.Deserialize(record.Message.Value ?? [], DomainJson.Default.CommandRecord);
            // The key decides whom it is for, as everywhere in the log; a record that contradicts itself is for nobody.
            if (command is not null && CommandLimits.IsId(command.Id) && Encoding.UTF8.GetString(record.Message.Key ?? []) == $"{command.Tenant}/{command.Device}")
                return PendingCommand.Of(command);
            BridgeLog.CommandUnreadable(_logger, record.Partition.Value, record.Offset.Value, "its id or its key is not right");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a text with half a character
        {
            BridgeLog.CommandUnreadable(_logger, record.Partition.Value, record.Offset.Value, e.Message);
        }
        return null;
    }

    private static string? Header(ConsumeResult<byte[], byte[]> record, string name) =>
        record.Message.Headers is { } headers && headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null;

    private void Report(string problem)
    {
        if (problem != _problem)
            BridgeLog.CommandsNotRead(_logger, problem);
        _problem = problem;
    }
}
