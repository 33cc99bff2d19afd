namespace ServerlessIot.Bridge.Kafka;

/// <summary>Unsettled records in the order of their submission, so that a new producer can send them again. Callers hold the lock.</summary>
/// <param name="isOwn">Whether a record's age says something of the log; it says the same of a record each time. Null: of all.</param>
internal sealed class InFlightList(Func<InFlightRecord, bool>? isOwn = null)
{
    private InFlightRecord? _first;
    private InFlightRecord? _last;
    private long _sequence;

    public int Count { get; private set; }

    public InFlightRecord? First => _first;

    /// <summary>The oldest whose age says something of the log.</summary>
    public InFlightRecord? FirstOwn { get; private set; }

    public void Append_NeedsLock(InFlightRecord record)
    {
        record.Sequence = ++_sequence;
        record.Previous = _last;
        if (_last is null)
            _first = record;
        else
            _last.Next = record;
        _last = record;
        if (FirstOwn is null && IsOwn(record))
            FirstOwn = record;
        Count++;
    }

    /// <summary>Takes a record out; false when it is out already.</summary>
    public bool Remove_NeedsLock(InFlightRecord record)
    {
        if (record.Previous is null && _first != record)
            return false;
        // Forward only: over all records that is one step each.
        if (FirstOwn == record)
            do
                FirstOwn = FirstOwn.Next;
            while (FirstOwn is not null && !IsOwn(FirstOwn));
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

    private bool IsOwn(InFlightRecord record) => isOwn is null || isOwn(record);
}
