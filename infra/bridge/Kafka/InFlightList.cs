namespace ServerlessIot.Bridge.Kafka;

/// <summary>Unsettled records in the order of their submission, so that a new producer can send them again. Callers hold the lock.</summary>
internal sealed class InFlightList
{
    private InFlightRecord? _first;
    private InFlightRecord? _last;
    private long _sequence;

    public int Count { get; private set; }

    public InFlightRecord? First => _first;

    public void Append_NeedsLock(InFlightRecord record)
    {
        record.Sequence = ++_sequence;
        record.Previous = _last;
        if (_last is null)
            _first = record;
        else
            _last.Next = record;
        _last = record;
        Count++;
    }

    /// <summary>Takes a record out; false when it is out already.</summary>
    public bool Remove_NeedsLock(InFlightRecord record)
    {
        if (record.Previous is null && _first != record)
            return false;
        if (record.Previous is null)
            _first = record.Next;
        else
            record.Previous.Next = record.Next;
        if (record.Next is null)
            _last = record.Previous;
        else
            record.Next.Previous = record.Previous;
        record.Previous = record.Next = null;
        Count--;
        return true;
    }

    /// <summary>The records submitted after <paramref name="sequence"/>, oldest first.</summary>
    public List<InFlightRecord> After_NeedsLock(long sequence)
    {
        var records = new List<InFlightRecord>();
        for (var record = _last; record is not null && record.Sequence > sequence; record = record.Previous)
            records.Add(record);
        records.Reverse();
        return records;
    }
}
