using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Spool;

/// <summary>What was acknowledged from the disk and is for a topic that is not there: it waits in the spool until it is, and nothing waits behind it.</summary>
internal sealed partial class SpooledLog
{
    /// <summary>Pause before such a record is looked at again. It counts as sent meanwhile: so few of them are in memory, and are written once more.</summary>
    private static readonly TimeSpan ParkedFor = TimeSpan.FromSeconds(5);

    private readonly Queue<(SpoolEntry Entry, InFlightRecord Record, long Since)> _parked = new(); // in the order of Since
    private int _putBack; // of the queue, those that replace others

    /// <summary>The log does not have the topic of a record whose device was told that it is stored.</summary>
    private void Park_NeedsLock(SpoolEntry entry, InFlightRecord record)
    {
        if (entry.Original is not null && _copies.Remove(entry.Sequence))
        {
            entry.IsSent = false; // not read yet: it comes in its turn
            return;
        }
        record.Message.Headers.Remove(LogHeaders.Replayed);
        _parked.Enqueue((entry, record, _time.GetTimestamp()));
    }

    /// <summary>Sends what has waited long enough, or writes it once more at the end of the spool: the mark passes its old place, and others go on.</summary>
    private void Unpark_NeedsLock()
    {
        while (!_isGone && !_blocked && _parked.TryPeek(out var parked) && _time.GetElapsedTime(parked.Since) >= ParkedFor)
        {
            var (entry, record, _) = _parked.Dequeue();
            if (_log.Takes(record.Topic!))
            {
                record.Message.Headers.Add(ReplayedHeader);
                _log.Submit(new InFlightRecord(record.Message, record.Size, _time.GetTimestamp(), entry, 0, 0) { Topic = record.Topic, IsReplay = true });
                continue;
            }
            if (entry.Original is null)
                Replayed_NeedsLock(record);
            var copy = new InFlightRecord(record.Message, record.Size, record.Started, owner: null, 0, 0) { Topic = record.Topic };
            _putBack++;
            Queue_NeedsLock(new SpoolEntry(this, copy, entry.Key) { Replaces = entry });
        }
    }

    /// <summary>It is on the disk a second time, and done in its old place.</summary>
    private void PutBack_NeedsLock(SpoolEntry replaced)
    {
        _putBack--;
        replaced.IsDone = true;
        Advance_NeedsLock();
    }

    /// <summary>It could not be written once more, and waits again.</summary>
    private void ParkAgain_NeedsLock(SpoolEntry replaced, InFlightRecord record)
    {
        _putBack--;
        if (replaced.Original is null)
            (_sent, _sentBytes) = (_sent + 1, _sentBytes + record.Size);
        _parked.Enqueue((replaced, record, _time.GetTimestamp()));
    }
}
