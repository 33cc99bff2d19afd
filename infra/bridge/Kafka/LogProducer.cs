using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>
/// Writes records to Kafka, in order and without gaps: one idempotent producer with no message time-out. After a permanent error
/// it is replaced, and everything unacknowledged is sent again in its old order (delivery rule 5).
/// </summary>
internal sealed partial class LogProducer : IRecordLog
{
    private readonly Lock _lock = new();
    private readonly InFlightList _inFlight;
    private readonly KafkaOptions _options;
    private readonly string _topic;
    private readonly LogTopics _topics;
    private readonly SizeLimits _sizes;
    private readonly BridgeMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KafkaProbe _probe;
    private readonly Func<ProducerBuilder<byte[], byte[]>, IProducer<byte[], byte[]>> _build;
    private readonly CancellationTokenSource _stopping = new();
    private ProducerGeneration? _current; // null while a new one is being prepared
    private Task _recovery = Task.CompletedTask;
    private TaskCompletionSource? _empty;
    private int _marks; // among what is in flight

    /// <param name="options">Where the log is.</param>
    /// <param name="topic">The usual topic, telemetry.raw.</param>
    /// <param name="others">Topics that records may name.</param>
    /// <param name="mapped">Those of them that only the topic map leads to: that nobody takes a record for one says nothing of the log.</param>
    /// <param name="metrics">Told what was stored.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Told of outages, replaced producers and missing topics.</param>
    /// <param name="build">Makes a producer; default: as the builder does.</param>
    public LogProducer(
        KafkaOptions options, string topic, IReadOnlyList<string> others, IReadOnlyCollection<string> mapped, BridgeMetrics metrics, TimeProvider time, ILogger logger,
        Func<ProducerBuilder<byte[], byte[]>, IProducer<byte[], byte[]>>? build = null)
    {
        _build = build ?? (static builder => builder.Build());
        _options = options;
        _topic = topic;
        _topics = new LogTopics(others, logger, time);
        _sizes = new SizeLimits(time);
        var own = others.Except(mapped, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        _inFlight = new InFlightList(record => record.Partition is null && (record.Topic is null || own.Contains(record.Topic)));
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _current = NewGeneration();
        _probe = new KafkaProbe(options, topic, time, logger);
    }

    /// <inheritdoc/>
    public bool IsUp => _probe.IsUp && OldestAge < TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public TimeSpan OldestAge
    {
        get
        {
            lock (_lock)
                return _inFlight.FirstOwn is { } first ? _time.GetElapsedTime(first.Submitted) : TimeSpan.Zero;
        }
    }

    /// <inheritdoc/>
    public int Partitions => _probe.Partitions;

    /// <summary>When the oldest unacknowledged record for telemetry.raw was received, Unix milliseconds. Looks at all that is in flight, for marks that come seconds apart.</summary>
    public long? OldestWaiting
    {
        get
        {
            var now = _time.GetUtcNow();
            long? oldest = null;
            // Not all come in the order in which they were received: some waited for a narrow uplink.
            lock (_lock)
                for (var record = _inFlight.First; record is not null; record = record.Next)
                    if (record is { Topic: null, Partition: null } && !(record.Started >= oldest))
                        oldest = record.Started;
            return oldest is { } started ? (now - _time.GetElapsedTime(started)).ToUnixTimeMilliseconds() : null;
        }
    }

    /// <inheritdoc/>
    public bool Takes(string topic) => _topics.Takes(topic);

    /// <inheritdoc/>
    public void Submit(InFlightRecord record)
    {
        // What was acknowledged from the spool is not given up before the log itself has refused it.
        if (!record.IsReplay && !_sizes.Takes(record.Topic ?? _topic, record.Size))
        {
            record.Settle(RecordOutcome.Refused);
            return;
        }
        record.Submitted = _time.GetTimestamp();
        ProducerGeneration? generation;
        lock (_lock)
        {
            _inFlight.Append_NeedsLock(record);
            if (record.Partition is not null)
                _marks++;
            generation = _current;
            generation?.Enter();
        }
        if (generation is null)
            return; // the recovery will find it in the list
        try
        {
            Produce(record, generation);
        }
        finally
        {
            generation.Leave();
        }
    }

    /// <inheritdoc/>
    public Task WhenEmpty()
    {
        lock (_lock)
            return _inFlight.Count == _marks ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Ends the producer; what is in flight is forgotten, and so never acknowledged.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        ProducerGeneration? last;
        Task recovery;
        lock (_lock)
        {
            last = _current;
            _current = null;
            recovery = _recovery;
        }
        await recovery;
        if (last is not null)
            await Task.Run(last.Dispose);
        await _probe.DisposeAsync();
        _stopping.Dispose();
    }

    private void Produce(InFlightRecord record, ProducerGeneration generation)
    {
        // It would end this producer, and the next one with the same record.
        if (record.Topic is { } topic && !_topics.Takes(topic))
        {
            Settle(record, RecordOutcome.NoTopic);
            return;
        }
        try
        {
            if (record.Partition is { } partition)
                generation.Producer.Produce(new TopicPartition(_topic, partition), record.Message, report => Reported(record, generation, report.Error));
            else
                generation.Producer.Produce(record.Topic ?? _topic, record.Message, report => Reported(record, generation, report.Error));
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            if (record.Partition is not null)
                Settle(record, RecordOutcome.Dropped); // it was never queued
            else if (e.Error.Code == ErrorCode.MsgSizeTooLarge)
                Settle(record, RecordOutcome.Refused); // librdkafka's own limit: it was never queued
            else
                Failed(generation, e.Error);
        }
    }

    private void Reported(InFlightRecord record, ProducerGeneration generation, Error error)
    {
        if (!error.IsError)
        {
            Settle(record, RecordOutcome.Stored);
            return;
        }
        if (record.Partition is not null)
        {
            Settle(record, RecordOutcome.Dropped);
            if (TopicWatch.IsMissing(error.Code))
                return; // of a topic with fewer partitions than it had: the producer goes on
        }
        if (error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord or ErrorCode.InvalidMsgSize or ErrorCode.InvalidMsg)
            RefusedByLog(record, error);
        if (record.Topic is { } topic && TopicWatch.IsMissing(error.Code))
            _topics.Refused(topic, error.Reason, forbidden: error.Code == ErrorCode.TopicAuthorizationFailed);
        Failed(generation, error);
    }

    private void RefusedByLog(InFlightRecord record, Error error)
    {
        if (!record.Suspect)
        {
            record.Suspect = true; // its batch was refused: perhaps because of a neighbour
            return;
        }
        if (error.Code == ErrorCode.MsgSizeTooLarge)
            _sizes.Refused(record.Topic ?? _topic, record.Size);
        Settle(record, RecordOutcome.Refused);
    }

    private void Settle(InFlightRecord record, RecordOutcome outcome)
    {
        TaskCompletionSource? empty = null;
        lock (_lock)
        {
            if (!_inFlight.Remove_NeedsLock(record))
                return;
            if (record.Partition is not null)
                _marks--;
            if (_inFlight.Count == _marks)
                (empty, _empty) = (_empty, null);
        }
        if (outcome == RecordOutcome.Stored && record.Partition is null)
            _metrics.Stored(_time.GetElapsedTime(record.Started));
        record.Settle(outcome);
        empty?.TrySetResult();
    }
}
