using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Spool;

/// <summary>The thread that reads: what is in the spool goes out behind live traffic, in order, marked as replayed.</summary>
internal sealed partial class SpooledLog
{
    /// <summary>Records from the spool that the producer may have at once: live ones wait behind no more than these.</summary>
    private const int MostSent = 4_000;

    private const long MostSentBytes = 8 << 20;

    /// <summary>Records that may wait behind one that the log does not have yet.</summary>
    private const int MostAhead = 50_000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RateSlot = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostBehind = TimeSpan.FromMilliseconds(100);
    private static readonly Header ReplayedHeader = new(LogHeaders.Replayed, "true"u8.ToArray());

    private readonly AutoResetEvent _sendable = new(false);
    private readonly SpoolReader _reader;
    private readonly Dictionary<ulong, SpoolEntry> _copies = []; // in the spool, though the producer has them: not to be sent
    private readonly HashSet<ulong> _replaced = []; // found at the start, and once more behind: not to be sent
    private readonly Queue<SpoolEntry> _window = new(); // read, in order
    private int _sent;
    private long _sentBytes;

    private void Replay()
    {
        SpooledMessage? next = null;
        var (slot, used) = (_time.GetTimestamp(), 0);
        while (!_stopping.IsCancellationRequested)
        {
            if (used >= _replayRate / 100)
            {
                var elapsed = _time.GetElapsedTime(slot);
                if (elapsed < RateSlot)
                {
                    _stopping.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Ceiling((RateSlot - elapsed).TotalMilliseconds)));
                    continue;
                }
                // What a wait took longer is made up for, so that the rate is kept.
                (slot, used) = (elapsed < MostBehind ? slot + (long)(RateSlot.TotalSeconds * _time.TimestampFrequency) : _time.GetTimestamp(), 0);
            }
            next ??= ReadNext();
            if (next is not null && TrySend(next))
                (next, used) = (null, used + 1);
            else
                _sendable.WaitOne(LookAgain);
        }
    }

    private SpooledMessage? ReadNext()
    {
        try
        {
            if (_reader.Next() is { } record)
                return record;
        }
        catch (IOException e)
        {
            BridgeLog.SpoolFailed(_logger, e.Message);
            _stopping.Token.WaitHandle.WaitOne(RetryAfter);
            return null;
        }
        lock (_lock)
            PassEnd_NeedsLock();
        return null;
    }

    /// <summary>The last records could not be read: the mark passes them all the same.</summary>
    private void PassEnd_NeedsLock()
    {
        if (_reader.Unread is not { } sequence)
            return;
        Window_NeedsLock(new SpoolEntry(this, null, []) { Sequence = sequence, IsDone = true });
        Advance_NeedsLock();
    }

    private bool TrySend(SpooledMessage record)
    {
        lock (_lock)
        {
            if (_window.Count >= MostAhead)
                return false;
            if (_copies.Remove(record.Sequence, out var copy))
            {
                Window_NeedsLock(copy);
                Advance_NeedsLock();
                return true;
            }
            var name = SpoolKeys.Of(record.Message, record.Topic);
            var key = KeyOf_NeedsLock(name);
            if (_replaced.Remove(record.Sequence))
            {
                key.Sent++;
                Window_NeedsLock(new SpoolEntry(this, null, name) { Sequence = record.Sequence, IsDone = true });
                Advance_NeedsLock();
                return true;
            }
            var takes = record.Topic.Length == 0 || _log.Takes(record.Topic);
            var later = ComesLater_NeedsLock(record, key, takes);
            if (key.Parked > 0 && (later || takes))
            {
                Unpark_NeedsLock(all: true); // they came before it
                later = key.Parked == 0 && ComesLater_NeedsLock(record, key, takes);
            }
            if (later)
                return TryPutBack_NeedsLock(record, name, key);
            // In a full spool earlier ones may have to wait that can be neither sent nor written once more now.
            if (key.IsBehind(record.Sequence) || (takes && key.Parked > 0))
                return false;
            if (_isGone || _sent >= MostSent || _sentBytes >= MostSentBytes || key.Sent >= MostSentOfKey || _live?.ContainsKey(name) == true || !_log.IsUp)
                return false;
            if (key.IsReached(record.Sequence) && key.Pending > MostSentOfKey && !_blocked)
                while (key.Held.TryDequeue(out var held))
                    Queue_NeedsLock(held);
            Send_NeedsLock(record, name, key, takes);
            return true;
        }
    }

    private void Send_NeedsLock(SpooledMessage record, byte[] name, SpooledKey key, bool takes)
    {
        var size = record.Message.Value.Length + InFlightRecord.Overhead;
        key.Sent++;
        _sent++;
        _sentBytes += size;
        var entry = new SpoolEntry(this, null, name) { Sequence = record.Sequence, IsSent = true, ReadArrival = record.Arrival };
        Window_NeedsLock(entry);
        var sent = new InFlightRecord(record.Message, size, _time.GetTimestamp(), entry, 0, 0) { Topic = record.Topic.Length == 0 ? null : record.Topic, IsReplay = true };
        if (!takes)
        {
            Wait_NeedsLock(entry, sent); // without a refusal: if its topic came this moment, it would pass those that wait
            return;
        }
        record.Message.Headers.Add(ReplayedHeader);
        _log.Submit(sent);
    }

    private bool TryPutBack_NeedsLock(SpooledMessage record, byte[] name, SpooledKey key)
    {
        if (_putBack >= MostSent)
            return false;
        key.Sent++;
        var entry = new SpoolEntry(this, null, name) { Sequence = record.Sequence };
        _window.Enqueue(entry);
        PutBack_NeedsLock(entry, new InFlightRecord(record.Message, record.Message.Value.Length + InFlightRecord.Overhead, _time.GetTimestamp(), owner: null, 0, 0) { Topic = record.Topic });
        return true;
    }

    private void Replayed_NeedsLock(InFlightRecord record)
    {
        _sent--;
        _sentBytes -= record.Size;
        if (record.Outcome == RecordOutcome.Stored)
            _metrics.ReplayedOne();
        _sendable.Set();
    }

    /// <summary>Moves everything that is done off the window's head, to be marked.</summary>
    private void Advance_NeedsLock()
    {
        var before = _passed.Count;
        while (_window.TryPeek(out var head) && head.IsDone)
            _passed.Add(_window.Dequeue());
        if (_passed.Count > before)
            _writable.Set();
    }
}
