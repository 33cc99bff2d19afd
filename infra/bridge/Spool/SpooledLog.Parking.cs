using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Spool;

/// <summary>
/// What was acknowledged from the disk and is for a topic that is not there: it waits in the spool until it is. So that nothing waits behind it, it is written once more
/// at the end of the spool, in its order.
/// </summary>
internal sealed partial class SpooledLog
{
    /// <summary>Pause before such a record is looked at again. It counts as sent meanwhile: so few of them are in memory, and are written once more.</summary>
    private static readonly TimeSpan ParkedFor = TimeSpan.FromSeconds(5);

    private List<(SpoolEntry Entry, InFlightRecord Record, long Since)> _parked = [];
    private int _putBack; // of the queue, those that replace others
    private ulong _roundEnd; // number of the last record that was in the spool when this round through it began
    private long _roundBegan;
    private bool _others; // whether the spool had records whose topic is there
    private long _looked; // when

    /// <summary>The log does not have the topic of a record whose device was told that it is stored.</summary>
    private void Park_NeedsLock(SpoolEntry entry, InFlightRecord record)
    {
        if (entry.Original is not null && _copies.Remove(entry.Sequence))
        {
            entry.IsSent = false; // not read yet: it comes in its turn
            return;
        }
        record.Message.Headers.Remove(LogHeaders.Replayed);
        Wait_NeedsLock(entry, record);
    }

    private void Wait_NeedsLock(SpoolEntry entry, InFlightRecord record)
    {
        KeyOf_NeedsLock(entry.Key).Parked++;
        _parked.Add((entry, record, _time.GetTimestamp()));
    }

    /// <summary>Sends what has waited long enough, or writes it once more at the end of the spool: the mark passes its old place, and others go on.</summary>
    private void Unpark_NeedsLock(bool all = false)
    {
        if (_isGone || !_parked.Exists(IsDue))
            return;
        // In the order of the spool: one that could not be written once more has waited for a shorter time than others behind it. One that is sent and finds no topic waits again at once.
        var (waiting, due, stay) = (_parked.OrderBy(parked => parked.Entry.Sequence).ToList(), new HashSet<SpooledKey>(), new HashSet<SpooledKey>());
        _parked = [];
        foreach (var parked in waiting)
        {
            var (entry, record, _) = parked;
            var key = KeyOf_NeedsLock(entry.Key);
            if (IsDue(parked))
                due.Add(key);
            var goes = _log.Takes(record.Topic!) && !key.IsBehind(entry.Sequence);
            if (stay.Contains(key) || !due.Contains(key) || (!goes && !MayPutBack_NeedsLock(entry.Sequence, key)))
            {
                stay.Add(key);
                _parked.Add(parked);
                continue;
            }
            key.Parked--;
            if (goes)
            {
                record.Message.Headers.Add(ReplayedHeader);
                _log.Submit(new InFlightRecord(record.Message, record.Size, _time.GetTimestamp(), entry, 0, 0) { Topic = record.Topic, IsReplay = true });
                continue;
            }
            if (entry.Original is null)
                Replayed_NeedsLock(record);
            PutBack_NeedsLock(entry, record);
        }

        bool IsDue((SpoolEntry Entry, InFlightRecord Record, long Since) parked) => all || _time.GetElapsedTime(parked.Since) >= ParkedFor;
    }

    /// <summary>Whether a record that was read is to be written once more at once: its topic is not there, and others could be sent that lie behind it.</summary>
    private bool ComesLater_NeedsLock(SpooledMessage record, SpooledKey key, bool takes)
    {
        if (_isGone || record.Topic.Length == 0)
            return false;
        return (key.IsBehind(record.Sequence) || (!takes && MayPass_NeedsLock(record.Sequence))) && MayPutBack_NeedsLock(record.Sequence, key);
    }

    /// <summary>Whether a record may be written once more. In a full spool only one of the oldest segment, for which there is room since that is deleted then, and only for the sake of others.</summary>
    private bool MayPutBack_NeedsLock(ulong sequence, SpooledKey key) =>
        key.MayPutBack(sequence) && (!_blocked || (MayWrite() && _files.HasRoom(SpoolFiles.MostBatch, sequence) && HasOthers_NeedsLock(_time.GetTimestamp())));

    /// <summary>Once round the spool in a while, and only as long as something else is in it: nothing is written again and again for nobody.</summary>
    private bool MayPass_NeedsLock(ulong sequence)
    {
        var now = _time.GetTimestamp();
        if (sequence > _roundEnd && _time.GetElapsedTime(_roundBegan, now) >= ParkedFor)
            (_roundBegan, _roundEnd) = (now, _files.Last + (ulong)_queue.Count);
        if (sequence > _roundEnd)
            return false;
        return HasOthers_NeedsLock(now);
    }

    /// <summary>Whether something in the spool could be sent: looked at now and then.</summary>
    private bool HasOthers_NeedsLock(long now)
    {
        if (_time.GetElapsedTime(_looked, now) >= LookAgain)
            (_looked, _others) = (now, _log.IsUp && _keys.Values.Any(key => key.Pending > 0 && (key.Topic is not { } topic || _log.Takes(topic))));
        return _others;
    }

    private void PutBack_NeedsLock(SpoolEntry entry, InFlightRecord record)
    {
        var copy = new InFlightRecord(record.Message, record.Size, record.Started, owner: null, 0, 0) { Topic = record.Topic };
        _putBack++;
        KeyOf_NeedsLock(entry.Key).PutBack(entry.Sequence);
        Queue_NeedsLock(new SpoolEntry(this, copy, entry.Key) { Replaces = entry });
    }

    /// <summary>It is on the disk a second time, and done in its old place.</summary>
    private void PutBack_NeedsLock(SpoolEntry replaced, ulong sequence)
    {
        _putBack--;
        KeyOf_NeedsLock(replaced.Key).IsBack(sequence);
        replaced.IsDone = true;
        Advance_NeedsLock();
    }

    /// <summary>It could not be written once more, and waits again.</summary>
    private void ParkAgain_NeedsLock(SpoolEntry replaced, InFlightRecord record)
    {
        _putBack--;
        KeyOf_NeedsLock(replaced.Key).NotBack();
        if (replaced.Original is null)
            (_sent, _sentBytes) = (_sent + 1, _sentBytes + record.Size);
        Wait_NeedsLock(replaced, record);
    }
}
