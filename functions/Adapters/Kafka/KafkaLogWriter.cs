using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Kafka;

/// <summary>
/// Writes with one idempotent, gapless producer without a message time-out: what is queued is sent in order or not at all
/// (delivery rule 5). After a fatal error a new producer takes over, and the caller sends its records again.
/// </summary>
public sealed class KafkaLogWriter : ILogWriter, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MetadataPatience = TimeSpan.FromSeconds(10);
    private readonly KafkaSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger<KafkaLogWriter> logger;
    private readonly SemaphoreSlim one = new(1);
    private IProducer<byte[], byte[]>? producer;
    private volatile bool fatal;
    private readonly List<(IProducer<byte[], byte[]> From, Task Sent)> abandoned = [];

    /// <summary>A writer with its own producer, which connects on the first call.</summary>
    public KafkaLogWriter(KafkaSettings settings, TimeProvider time, ILogger<KafkaLogWriter> logger) =>
        (this.settings, this.time, this.logger) = (settings, time, logger);

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        foreach (var record in records) Check(record);
        var (from, sent) = await QueueAsync(records, cancellationToken);
        try
        {
            await AcknowledgedAsync(sent, cancellationToken);
        }
        catch (Exception) when (!sent.IsCompleted)
        {
            // Calls of several partitions run side by side; only what was given up has to be awaited before anything is sent again, whoever gave it up: a caller
            // that waits for less than this one does sends it again as well.
            lock (abandoned) abandoned.Add((from, sent));
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var admin = new DependentAdminClientBuilder(Producer().Handle).Build();
            var metadata = admin.GetMetadata(topic, MetadataPatience).Topics.Find(found => found.Topic == topic);
            return metadata is { Error.IsError: false, Partitions.Count: > 0 }
                ? metadata.Partitions.Count
                : throw new LogUnavailableException($"The topic {topic} is not there: {metadata?.Error.Reason ?? "no metadata"}.");
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        producer?.Dispose();
        one.Dispose();
    }

    private async Task<(IProducer<byte[], byte[]> From, Task Sent)> QueueAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            // What an earlier call gave up waiting for is still on its way: copies of it would only double the load.
            await AbandonedAsync(cancellationToken);
            var pending = new Acknowledgements(records.Count);
            var to = Producer();
            foreach (var record in records) await ProduceAsync(to, record, pending, cancellationToken);
            return (to, pending.Task);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task AbandonedAsync(CancellationToken cancellationToken)
    {
        (IProducer<byte[], byte[]> From, Task Sent)[] waiting;
        lock (abandoned) waiting = [.. abandoned];
        foreach (var item in waiting)
        {
            // A producer that failed for good took its queue with it and never reports: waiting for it would never end.
            // Otherwise it does not matter whether it was acknowledged or refused in the end: its own caller sends it again.
            if (!fatal && item.From == producer)
                await AcknowledgedAsync(item.Sent.ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default), cancellationToken);
            lock (abandoned) abandoned.Remove(item);
        }
    }

    private async Task ProduceAsync(IProducer<byte[], byte[]> to, OutRecord record, Acknowledgements pending, CancellationToken cancellationToken)
    {
        var message = new Message<byte[], byte[]> { Key = Bytes(record.Key), Value = Bytes(record.Value), Headers = Headers(record) };
        if (record.Timestamp is { } stamp) message.Timestamp = new Timestamp(stamp, TimestampType.CreateTime);
        var place = new TopicPartition(record.Topic, record.Partition is { } partition ? new Partition(partition) : Partition.Any);
        while (true)
        {
            try
            {
                to.Produce(place, message, report => pending.Report(report.Error));
                return;
            }
            catch (ProduceException<byte[], byte[]> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
            {
                await pending.ProgressAsync(time, Patience, cancellationToken);
            }
            catch (ProduceException<byte[], byte[]> exception)
            {
                pending.Report(exception.Error);
                return;
            }
        }
    }

    private async Task AcknowledgedAsync(Task sent, CancellationToken cancellationToken)
    {
        try
        {
            await sent.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new LogUnavailableException($"The log did not acknowledge within {Patience.TotalSeconds} s.", exception);
        }
        catch (KafkaException exception)
        {
            if (exception.Error.IsFatal) fatal = true;
            throw new LogUnavailableException($"The log refused a record: {exception.Error.Reason}", exception);
        }
    }

    private IProducer<byte[], byte[]> Producer()
    {
        if (producer is not null && !fatal) return producer;
        var old = producer;
        fatal = false;
        producer = new ProducerBuilder<byte[], byte[]>(settings.Client(new ProducerConfig
        {
            EnableIdempotence = true,
            EnableGaplessGuarantee = true,
            Acks = Acks.All,
            MessageTimeoutMs = 0,
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 2,
            CompressionType = settings.Compression,
            MessageMaxBytes = settings.MaxRecordBytes + 10_000,
            RequestTimeoutMs = 60_000,
            QueueBufferingMaxMessages = 100_000,
            QueueBufferingMaxKbytes = 64 << 10,
        })).SetErrorHandler((_, error) =>
        {
            if (error.IsFatal) fatal = true;
            logger.Error(error.Code.ToString(), error.Reason);
        }).SetLogHandler((_, message) => logger.Client(message.Facility, message.Message)).Build();
        old?.Dispose();
        return producer;
    }

    private void Check(OutRecord record)
    {
        var size = record.Key.Length + record.Value.Length;
        if (size > settings.MaxRecordBytes) throw new ArgumentException($"A record for {record.Topic} has {size} bytes; Kafka__MaxRecordBytes is {settings.MaxRecordBytes}.", nameof(record));
    }

    private static Headers Headers(OutRecord record)
    {
        var headers = new Headers();
        foreach (var header in record.Headers) headers.Add(header.Name, Bytes(header.Value));
        return headers;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count
            ? segment.Array
            : memory.ToArray();
}
