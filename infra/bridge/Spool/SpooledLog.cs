using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Spool;

/// <summary>
/// A log with a durable spool in front: while Kafka stores nothing, messages are acknowledged from the disk, and sent when it is back.
/// </summary>
/// <remarks>
/// Order per device: once a device has a record in the spool, its later ones come behind it, in the spool or held in memory, until the log has
/// all of them. What the producer has in flight when the spool takes over stays with it and is written to the spool too, so that it can be
/// acknowledged; whatever death leaves open is sent again with the <c>ce_id</c> that it had, by which Validate knows it.
/// </remarks>
internal sealed partial class SpooledLog : IRecordLog
{
    /// <summary>
    /// Records of one device that may be sent from the spool and not be marked as done: as many may come twice after a death, and Validate
    /// remembers the last 128 ids of a device however old they are.
    /// </summary>
    private const int MostSentOfKey = 100;

    private readonly Lock _lock = new();
    private readonly IRecordLog _log;
    private readonly SpoolFiles _files;
    private readonly SpoolMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _after;
    private readonly int _replayRate;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<byte[], SpooledKey> _keys = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], int>? _live; // by key, what was sent and not from the spool; kept only where priorities may let what is replayed pass it
    private readonly LinkedList<SpoolEntry> _direct = new(); // only the producer has them
    private readonly Task _watching;
    private readonly Task _writing;
    private readonly Task _replaying;
    private TaskCompletionSource? _empty;
    private int _unsettled;

    /// <summary>Starts the spool, with what an earlier process left in it.</summary>
    /// <param name="log">Kafka; disposed with the spool.</param>
    /// <param name="files">The spool's directory; disposed with the spool.</param>
    /// <param name="options">When it takes over and how fast it replays.</param>
    /// <param name="metrics">Told everything.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Told of each turn.</param>
    public SpooledLog(IRecordLog log, SpoolFiles files, BridgeOptions options, SpoolMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_log, _files, _metrics, _time, _logger) = (log, files, metrics, time, logger);
        _live = log is UplinkLog ? new(KeyComparer.Instance) : null;
        (_after, _replayRate) = (options.SpoolAfter, options.SpoolReplayRate);
        _files.Recover(record =>
        {
            var key = KeyOf_NeedsLock(SpoolKeys.Of(record.Message, record.Topic));
            key.Found(record.Sequence, record.Replaces);
            if (record.Replaces > _files.Done)
                _replaced.Add(record.Replaces);
            Arrived_NeedsLock(record.Sequence, record.Arrival);
            _depth++;
        });
        _windowed = _files.Done;
        metrics.SetRecords(_depth);
        if (_depth > 0)
            BridgeLog.SpoolRecovered(logger, _depth, files.Bytes);
        foreach (var topic in _keys.Values.GroupBy(key => key.Topic))
            if (topic.Key is { } name && !log.Takes(name))
                BridgeLog.SpoolTopicLeft(logger, topic.Sum(key => (long)key.Pending), name);
        _reader = new SpoolReader(files);
        _timer = new PeriodicTimer(CheckEvery, time);
        _watching = WatchAsync();
        // Both wait for the disk: threads of their own.
        _writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _replaying = Task.Factory.StartNew(Replay, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public bool IsUp => _log.IsUp || !Volatile.Read(ref _blocked);

    /// <inheritdoc/>
    public bool IsLogUp => _log.IsLogUp;

    /// <inheritdoc/>
    public TimeSpan OldestAge => _log.OldestAge;

    /// <inheritdoc/>
    public bool Takes(string topic) => _log.Takes(topic);

    /// <inheritdoc/>
    public void Submit(InFlightRecord record)
    {
        if (record.Partition is not null)
        {
            _log.Submit(record);
            return;
        }
        if (record.Topic is { } topic && !_log.Takes(topic))
        {
            record.Settle(RecordOutcome.NoTopic);
            return;
        }
        var entry = new SpoolEntry(this, record, SpoolKeys.Of(record.Message, record.Topic));
        // The producer is called under the lock: between the decision and the call nothing of the same device may pass.
        lock (_lock)
        {
            _unsettled++;
            var key = _keys.Count > 0 && _keys.TryGetValue(entry.Key, out var spooled) ? spooled : null;
            if (key is not null && (!_isGone || key.IsPuttingBack))
                Follow_NeedsLock(entry, key);
            else if (_isGone)
                Queue_NeedsLock(entry);
            else
                Send_NeedsLock(entry);
        }
    }

    /// <inheritdoc/>
    public Task WhenEmpty()
    {
        lock (_lock)
            return _unsettled == 0 ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Called when the producer is done with a record.</summary>
    public void Settled(SpoolEntry entry, InFlightRecord record)
    {
        lock (_lock)
        {
            if (_live is not null && !record.IsReplay)
                Left_NeedsLock(_live, entry.Key);
            if (record.Outcome == RecordOutcome.Dropped)
            {
                Dropped_NeedsLock(entry, record);
                return;
            }
            // It is on the disk: its device was told so, or is about to be.
            if (record.Outcome == RecordOutcome.NoTopic && (entry.Original is null || entry.Sequence != 0))
            {
                Park_NeedsLock(entry, record);
                return;
            }
            entry.IsDone = true;
            if (entry.Direct is { } node)
            {
                _direct.Remove(node);
                entry.Direct = null;
            }
            if (entry.Original is null)
                Replayed_NeedsLock(record);
            Advance_NeedsLock();
        }
        Settle(entry, record.Outcome);
        if (record.Outcome != RecordOutcome.Refused || (entry.Original is not null && entry.Original.Outcome != RecordOutcome.Stored))
            return;
        // The writer keeps it: this may be under the lock.
        _refused.Enqueue(record);
        _writable.Set();
    }

    /// <summary>Ends everything; what waits unacknowledged is forgotten, what is in the spool stays there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _timer.Dispose();
        _writable.Set();
        _sendable.Set();
        await _watching;
        await _replaying;
        await _log.DisposeAsync();
        await _writing;
        TryToDisk(MarkAll);
        KeepRefused();
        _files.Dispose();
        _writable.Dispose();
        _sendable.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Straight to the log: nothing of the device is in the spool.</summary>
    private void Send_NeedsLock(SpoolEntry entry)
    {
        entry.Direct = _direct.AddLast(entry);
        entry.IsSent = true;
        if (_live is not null)
            CollectionsMarshal.GetValueRefOrAddDefault(_live, entry.Key, out _)++;
        var original = entry.Original!;
        _log.Submit(new InFlightRecord(original.Message, original.Size, original.Started, entry, original.PacketId, original.QoS) { Topic = original.Topic, Priority = original.Priority });
    }

    /// <summary>The uplink had no room for it: it goes by way of the spool.</summary>
    private void Dropped_NeedsLock(SpoolEntry entry, InFlightRecord record)
    {
        entry.IsSent = false;
        if (entry.Direct is { } node)
        {
            _direct.Remove(node);
            entry.Direct = null;
            Queue_NeedsLock(entry);
        }
        else if (!entry.IsQueued && !_copies.Remove(entry.Sequence))
        {
            // Read already, as one that was on its way.
            entry.IsSent = true;
            _log.Submit(new InFlightRecord(record.Message, record.Size, _time.GetTimestamp(), entry, 0, 0) { Topic = record.Topic, IsReplay = true });
        }
    }

    /// <summary>
    /// Behind what the device has in the spool. When that is little, and about to be sent, a way over the disk would never catch up with it; while that is being written once more, it
    /// would lie before part of it.
    /// </summary>
    private void Follow_NeedsLock(SpoolEntry entry, SpooledKey key)
    {
        if (key.Held.Count > 0 || key.Pending <= MostSentOfKey || key.IsPuttingBack || _blocked)
            key.Held.Enqueue(entry);
        else
            Queue_NeedsLock(entry);
    }

    private void Settle(SpoolEntry entry, RecordOutcome outcome)
    {
        if (entry.Original is not { } original || entry.Replaces is not null || !entry.TryEnd())
            return;
        original.Settle(outcome);
        TaskCompletionSource? empty = null;
        lock (_lock)
        {
            if (--_unsettled == 0)
                (empty, _empty) = (_empty, null);
        }
        empty?.TrySetResult();
    }

    private void Left_NeedsLock(Dictionary<byte[], int> live, byte[] key)
    {
        if (--CollectionsMarshal.GetValueRefOrAddDefault(live, key, out _) > 0)
            return;
        live.Remove(key);
        _sendable.Set();
    }

    private SpooledKey KeyOf_NeedsLock(byte[] key)
    {
        if (!_keys.TryGetValue(key, out var spooled))
            _keys.Add(key, spooled = new SpooledKey(SpoolKeys.TopicOf(key)));
        return spooled;
    }

    /// <summary>One record less of a device; with the last one, what was held goes on.</summary>
    private void Release_NeedsLock(byte[] name, SpooledKey key)
    {
        if (key.Pending > 0)
            return;
        _keys.Remove(name);
        while (key.Held.TryDequeue(out var held))
        {
            // The uplink may drop one: the next ones come behind it.
            if (_keys.TryGetValue(name, out var again))
                Follow_NeedsLock(held, again);
            else
                Send_NeedsLock(held);
        }
    }
}
