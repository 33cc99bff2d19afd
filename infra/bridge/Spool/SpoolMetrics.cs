namespace ServerlessIot.Bridge.Spool;

/// <summary>What the spool counts.</summary>
internal sealed class SpoolMetrics
{
    private long _acknowledged;
    private long _replayed;
    private long _refused;
    private long _torn;
    private long _corrupt;
    private long _records;
    private long _bytes;
    private long _since;
    private int _active;
    private int _full;

    /// <summary>Messages acknowledged from the disk.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Records that were sent from the spool and that the log acknowledged.</summary>
    public long Replayed => Interlocked.Read(ref _replayed);

    /// <summary>Records that the log refused for good after they were acknowledged from the disk: they are kept in the file <c>refused</c>.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Bytes cut off behind the last whole record, at a start.</summary>
    public long TornBytes => Interlocked.Read(ref _torn);

    /// <summary>Bytes between records that are no records.</summary>
    public long CorruptBytes => Interlocked.Read(ref _corrupt);

    /// <summary>Records in the spool that the log does not have, as far as is known.</summary>
    public long Records => Interlocked.Read(ref _records);

    /// <summary>Bytes of the segments.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Arrival of the oldest record in the oldest segment, Unix milliseconds; 0 when the spool is empty.</summary>
    public long Since => Interlocked.Read(ref _since);

    /// <summary>Whether the spool stands in for the log.</summary>
    public bool Active => Volatile.Read(ref _active) != 0;

    /// <summary>Whether it takes nothing: it is full, or its disk is.</summary>
    public bool Full => Volatile.Read(ref _full) != 0;

    public void AcknowledgedFromDisk() => Interlocked.Increment(ref _acknowledged);

    public void ReplayedOne() => Interlocked.Increment(ref _replayed);

    public void RefusedOne() => Interlocked.Increment(ref _refused);

    public void Torn(int bytes) => Interlocked.Add(ref _torn, bytes);

    public void Corrupt(int bytes) => Interlocked.Add(ref _corrupt, bytes);

    public void SetRecords(long records) => Interlocked.Exchange(ref _records, records);

    public void SetDisk(long bytes, long since)
    {
        Interlocked.Exchange(ref _bytes, bytes);
        Interlocked.Exchange(ref _since, since);
    }

    public void SetActive(bool active) => Volatile.Write(ref _active, active ? 1 : 0);

    public void SetFull(bool full) => Volatile.Write(ref _full, full ? 1 : 0);
}
