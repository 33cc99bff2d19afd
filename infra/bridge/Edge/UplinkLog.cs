using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Edge;

/// <summary>
/// A log behind a narrow uplink: four priorities share a bandwidth. Critical messages never wait behind others; the others share what is left
/// as 40 : 20 : 10, and 5 for what the spool replays. What does not fit its queue, or has waited for 30 s, is dropped and not acknowledged. Order is kept per device and priority.
/// </summary>
/// <remarks>
/// Congestion is the time that the log's oldest unacknowledged record has waited, in seconds, at most 1: above 0.5 only 80 % of the bandwidth is
/// used, above 0.8 only 60 % (SOURCES 7). Marks of the bridge's own pass all that waits and take their part of the bandwidth, but hold records up for no more than a tenth of a second.
/// </remarks>
internal sealed class UplinkLog : IRecordLog
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly UplinkLane[] _lanes = [new(30, 100), new(40, 500), new(20, 1_000), new(10, 2_000)];
    private readonly UplinkLane _replays = new(5, int.MaxValue); // the spool bounds them
    private readonly IRecordLog _log;
    private readonly long _bytesPerSecond;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _added = new(0, 1);
    private readonly Task _sending;
    private TaskCompletionSource? _empty;
    private InFlightRecord? _leaving; // in no lane any more, and not with the log yet
    private long _refilled;
    private double _tokens; // bytes that may be sent now; one record may overdraw them

    /// <summary>Starts sending.</summary>
    /// <param name="log">Disposed with this.</param>
    /// <param name="bytesPerSecond">The bandwidth; records count with their overhead.</param>
    /// <param name="time">Clock.</param>
    public UplinkLog(IRecordLog log, long bytesPerSecond, TimeProvider time)
    {
        (_log, _bytesPerSecond, _time) = (log, bytesPerSecond, time);
        _refilled = time.GetTimestamp();
        _sending = SendAsync();
    }

    /// <inheritdoc/>
    public bool IsUp => _log.IsUp;

    /// <inheritdoc/>
    public TimeSpan OldestAge => _log.OldestAge;

    /// <inheritdoc/>
    public int Partitions => _log.Partitions;

    /// <inheritdoc/>
    public long? OldestWaiting
    {
        get
        {
            long oldest;
            lock (_lock)
            {
                oldest = Math.Min(_replays.Oldest, _leaving is { Topic: null } ? _leaving.Message.Timestamp.UnixTimestampMs : long.MaxValue);
                foreach (var lane in _lanes)
                    oldest = Math.Min(oldest, lane.Oldest);
            }
            // In this order: what leaves meanwhile is with the log.
            var sent = _log.OldestWaiting;
            return oldest == long.MaxValue ? sent : Math.Min(oldest, sent ?? oldest);
        }
    }

    private bool IsEmpty => Array.TrueForAll(_lanes, lane => lane.IsEmpty) && _replays.IsEmpty;

    /// <inheritdoc/>
    public bool Takes(string topic) => _log.Takes(topic);

    /// <inheritdoc/>
    public void Submit(InFlightRecord record)
    {
        if (record.Partition is not null)
        {
            lock (_lock)
                _tokens = Math.Min(_tokens, Math.Max(_tokens - record.Size, -_bytesPerSecond * Usable(_log.OldestAge.TotalSeconds) / 10));
            _log.Submit(record);
            return;
        }
        bool added;
        lock (_lock)
            added = (record.IsReplay ? _replays : _lanes[(int)record.Priority]).TryAdd(record, Least_NeedsLock());
        if (!added)
            record.Settle(RecordOutcome.Dropped);
        else if (_added.CurrentCount == 0)
            Wake();
    }

    /// <inheritdoc/>
    public async Task WhenEmpty()
    {
        Task empty;
        lock (_lock)
            empty = IsEmpty ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        await empty;
        await _log.WhenEmpty();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
        await _log.DisposeAsync();
        _added.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync()
    {
        var expired = new List<InFlightRecord>();
        try
        {
            while (true)
            {
                InFlightRecord? next;
                bool empty;
                lock (_lock)
                {
                    foreach (var lane in _lanes)
                        lane.TakeExpired(IsTooOld, expired);
                    _leaving = next = Next_NeedsLock();
                    empty = IsEmpty;
                }
                // Neither call under the lock: both may end a record, whose owner has locks of its own. Only this loop sends, so order stays.
                foreach (var record in expired)
                    record.Settle(RecordOutcome.Dropped);
                expired.Clear();
                if (next is not null)
                    _log.Submit(next);
                else if (empty)
                    await _added.WaitAsync(_stopping.Token);
                else
                    await Task.Delay(Slot, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return; // what waits is forgotten, and so never acknowledged
        }
    }

    private InFlightRecord? Next_NeedsLock()
    {
        Refill_NeedsLock();
        if (_tokens <= 0)
            return null;
        var lane = Choose_NeedsLock();
        if (lane is null)
            return null;
        var record = lane.Take();
        _tokens -= record.Size;
        if (IsEmpty)
        {
            _empty?.TrySetResult();
            _empty = null;
        }
        return record;
    }

    private UplinkLane? Choose_NeedsLock()
    {
        if (!_lanes[0].IsEmpty)
            return _lanes[0];
        var chosen = _replays.IsEmpty ? null : _replays;
        foreach (var lane in _lanes)
            if (!lane.IsEmpty && (chosen is null || lane.Served < chosen.Served))
                chosen = lane;
        return chosen;
    }

    private double Least_NeedsLock()
    {
        var (least, most) = (_replays.IsEmpty ? double.MaxValue : _replays.Served, _replays.Served);
        foreach (var lane in _lanes.AsSpan(1))
        {
            most = Math.Max(most, lane.Served);
            if (!lane.IsEmpty)
                least = Math.Min(least, lane.Served);
        }
        return least == double.MaxValue ? most : least;
    }

    private void Refill_NeedsLock()
    {
        var now = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_refilled, now).TotalSeconds;
        _refilled = now;
        var usable = _bytesPerSecond * Usable(_log.OldestAge.TotalSeconds);
        // No more than a tenth of a second is saved up.
        _tokens = Math.Min(usable / 10, _tokens + (usable * elapsed));
    }

    private static double Usable(double congestion) => congestion > 0.8 ? 0.6 : congestion > 0.5 ? 0.8 : 1;

    private bool IsTooOld(InFlightRecord record) => _time.GetElapsedTime(record.Started) > TimeToLive;

    private void Wake()
    {
        try
        {
            _added.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            return; // somebody else woke it, or it has ended
        }
    }
}
