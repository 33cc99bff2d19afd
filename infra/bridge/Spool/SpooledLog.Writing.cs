using System.Collections.Concurrent;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Bridge.Spool;

/// <summary>The thread that writes: records before they are acknowledged, and the mark of what is done. One fsync for all that has gathered.</summary>
internal sealed partial class SpooledLog
{
    private const int MostRecords = 4_096;

    /// <summary>Records that are replayed for each that is added meanwhile: however fast devices publish, the spool empties.</summary>
    private const int ReplayedForEach = 2;

    private const long MostCredit = 20_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly AutoResetEvent _writable = new(false);
    private readonly Queue<SpoolEntry> _queue = new(); // to be written
    private readonly ByteWriter _frames = new();
    private readonly ByteWriter _body = new();
    private readonly ConcurrentQueue<InFlightRecord> _refused = new(); // to be kept for people
    private List<SpoolEntry> _passed = []; // done, and not marked yet
    private long _depth; // records in the spool that are not marked as done
    private long _credit; // records replayed, with the log there, for which others may be added
    private bool _blocked; // it takes nothing: full, or its disk fails
    private long _failed; // when the disk failed last; 0: it did not

    private void Queue_NeedsLock(SpoolEntry entry)
    {
        entry.IsQueued = true;
        KeyOf_NeedsLock(entry.Key).Pending++;
        _metrics.SetRecords(++_depth);
        _queue.Enqueue(entry);
        _writable.Set();
    }

    private void Write()
    {
        while (!_stopping.IsCancellationRequested)
        {
            _writable.WaitOne(RetryAfter);
            KeepRefused();
            TryToDisk(MarkAll);
            while (!_stopping.IsCancellationRequested && MayWrite() && TryToDisk(WriteSome))
                TryToDisk(MarkAll);
            Unblock();
        }
    }

    private bool MayWrite() => _failed == 0 || _time.GetElapsedTime(_failed) >= RetryAfter;

    /// <summary>False when there was nothing to do, or the disk did not do it.</summary>
    private bool TryToDisk(Func<bool> work)
    {
        try
        {
            var worked = work();
            if (worked)
                _failed = 0;
            return worked;
        }
        catch (IOException e)
        {
            if (_failed == 0)
                BridgeLog.SpoolFailed(_logger, e.Message);
            _failed = _time.GetTimestamp();
            Volatile.Write(ref _blocked, true);
            _metrics.SetFull(true);
            return false;
        }
    }

    private bool WriteSome()
    {
        var batch = Encode(out var bytes);
        if (batch.Count == 0)
            return false;
        var first = _files.Last + 1;
        _files.Append(bytes.Span, first, first + (ulong)batch.Count - 1, batch[0].Original!.Message.Timestamp.UnixTimestampMs);
        lock (_lock)
        {
            _credit = Math.Max(0, _credit - (batch.Count(entry => entry.Replaces is null) * ReplayedForEach));
            for (var i = 0; i < batch.Count; i++)
            {
                var entry = _queue.Dequeue();
                entry.IsQueued = false;
                entry.Sequence = first + (ulong)i;
                Arrived_NeedsLock(entry.Sequence, entry.IsDone ? long.MaxValue : entry.Arrival);
                if (entry.IsSent)
                    _copies.Add(entry.Sequence, entry);
                if (entry.Replaces is { } replaced)
                    PutBack_NeedsLock(replaced, entry.Sequence);
            }
        }
        foreach (var entry in batch.Where(entry => entry.Replaces is null))
        {
            _metrics.AcknowledgedFromDisk();
            Settle(entry, RecordOutcome.Stored);
        }
        _sendable.Set();
        return true;
    }

    /// <summary>The next records as frames, as many as fit; they stay in the queue.</summary>
    private List<SpoolEntry> Encode(out ReadOnlyMemory<byte> bytes)
    {
        List<SpoolEntry> waiting;
        lock (_lock)
            waiting = [.. _queue.Take(MostNow_NeedsLock())];
        _frames.Clear();
        var (count, sequence, length) = (0, _files.Last, 0);
        for (; count < waiting.Count && length < SpoolFiles.MostBatch; count++)
        {
            var (entry, original) = (waiting[count], waiting[count].Original!);
            SpoolFrame.Write(_frames, _body, new SpooledMessage(++sequence, original.Topic ?? "", original.Message) { Replaces = entry.Replaces?.Sequence ?? 0 });
            if (!_files.HasRoom(_frames.Length, entry.Replaces?.Sequence))
            {
                Full();
                break;
            }
            length = _frames.Length;
        }
        bytes = _frames.Written[..length];
        return waiting[..count];
    }

    /// <summary>While the log is there, those who publish behind what they have in the spool are slowed down to less than it is emptied; not while what is put back would wait behind them, and they for it.</summary>
    private int MostNow_NeedsLock() =>
        _isGone || _putBack > 0 || _files.Done == _files.Last ? MostRecords : (int)Math.Min(MostRecords, _credit / ReplayedForEach);

    private void Full()
    {
        if (!Volatile.Read(ref _blocked))
            BridgeLog.SpoolFull(_logger, _files.Bytes);
        Volatile.Write(ref _blocked, true);
        _metrics.SetFull(true);
    }

    private bool MarkAll()
    {
        List<SpoolEntry> passed;
        lock (_lock)
            (passed, _passed) = (_passed, []);
        if (passed.Count == 0)
            return false;
        try
        {
            _files.MarkDone(passed[^1].Sequence);
        }
        catch (IOException)
        {
            lock (_lock)
                _passed.InsertRange(0, passed);
            throw;
        }
        lock (_lock)
            Forget_NeedsLock(passed);
        _sendable.Set();
        return true;
    }

    private void Forget_NeedsLock(List<SpoolEntry> passed)
    {
        _credit = Math.Min(MostCredit, _credit + passed.Count);
        foreach (var entry in passed)
        {
            if (!_keys.TryGetValue(entry.Key, out var key))
                continue;
            _depth--;
            key.Pending--;
            if (entry.Original is null)
                key.Sent--;
            Release_NeedsLock(entry.Key, key);
        }
        if (passed[^1].Sequence == _files.Last && _queue.Count == 0)
            ForgetRest_NeedsLock();
        _metrics.SetRecords(_depth);
    }

    /// <summary>Everything was read: what devices seem to have in the spool still could not be.</summary>
    private void ForgetRest_NeedsLock()
    {
        _depth = 0;
        foreach (var (name, key) in _keys.ToList())
        {
            key.Pending = 0;
            Release_NeedsLock(name, key);
        }
    }

    /// <summary>With the log there and the disk not, what could not be written goes on without it.</summary>
    private void Unblock()
    {
        if (!_blocked)
            return;
        lock (_lock)
        {
            if (!_isGone)
                Unqueue_NeedsLock();
            if (_queue.Count > 0 || !MayWrite() || !_files.HasRoom(SpoolFiles.MostBatch))
                return;
        }
        _failed = 0;
        Volatile.Write(ref _blocked, false);
        _metrics.SetFull(false);
        BridgeLog.SpoolTakes(_logger);
    }

    private void Unqueue_NeedsLock()
    {
        var mayWrite = MayWrite();
        var held = new Dictionary<byte[], List<SpoolEntry>>(KeyComparer.Instance);
        for (var left = _queue.Count; left > 0; left--)
        {
            var entry = _queue.Dequeue();
            if (mayWrite && entry.Replaces is { } old && _files.HasRoom(SpoolFiles.MostBatch, old.Sequence))
            {
                _queue.Enqueue(entry); // it makes room
                continue;
            }
            entry.IsQueued = false;
            _metrics.SetRecords(--_depth);
            KeyOf_NeedsLock(entry.Key).Pending--;
            if (entry.Replaces is { } replaced)
            {
                ParkAgain_NeedsLock(replaced, entry.Original!);
                continue;
            }
            if (!held.TryGetValue(entry.Key, out var own))
                held.Add(entry.Key, own = []);
            if (!entry.IsSent)
                own.Add(entry);
            else if (!entry.IsDone)
                entry.Direct = _direct.AddLast(entry);
        }
        foreach (var (name, entries) in held)
        {
            var key = KeyOf_NeedsLock(name);
            key.HoldFirst(entries);
            Release_NeedsLock(name, key);
        }
    }

    private void KeepRefused()
    {
        while (_refused.TryDequeue(out var record))
            RefuseAfterwards(record);
    }

    /// <summary>The log will never take what was acknowledged from the disk: it is kept for people.</summary>
    private void RefuseAfterwards(InFlightRecord record)
    {
        BridgeLog.SpoolRefused(_logger, record.Message.Headers.TryGetLastBytes(Domain.Log.LogHeaders.Id, out var id) ? System.Text.Encoding.UTF8.GetString(id) : "?");
        try
        {
            _files.Keep(record.Message);
        }
        catch (IOException e)
        {
            BridgeLog.SpoolFailed(_logger, e.Message);
        }
        _metrics.RefusedOne();
    }
}
