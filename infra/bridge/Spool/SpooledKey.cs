namespace ServerlessIot.Bridge.Spool;

/// <summary>A device with records in the spool: its later ones come behind them. Callers hold the lock.</summary>
/// <param name="topic">Where they go; null for telemetry.raw.</param>
internal sealed class SpooledKey(string? topic)
{
    /// <summary>Number of the first of those that were written once more, at the end of the spool, because their topic is not there; the highest number while the
    /// first is not written yet. What lies before it comes behind them, even if the topic is there meanwhile.</summary>
    private ulong? _back;

    private bool _isReached; // the first of those
    private (ulong? Back, bool IsReached) _before; // the same of the round before, while the first of this one is not written yet
    private int _unwritten; // those that are to be written once more, and are not yet

    /// <summary>Where its records go; null for telemetry.raw.</summary>
    public string? Topic => topic;

    /// <summary>Its records that are in the spool, or are to be written there, and are not marked as done.</summary>
    public int Pending { get; set; }

    /// <summary>Those of them that were sent and are not marked as done.</summary>
    public int Sent { get; set; }

    /// <summary>Those of them that wait in memory for their topic.</summary>
    public int Parked { get; set; }

    /// <summary>Records that wait in memory, not acknowledged, until nothing of the device is in the spool.</summary>
    public Queue<SpoolEntry> Held { get; private set; } = new();

    /// <summary>Whether records are still being written once more, or wait to be: what comes now and went to the spool at once would lie before them.</summary>
    public bool IsPuttingBack => _back is not null && (!_isReached || Parked > 0);

    /// <summary>Whether a record has to be written once more, since earlier ones were.</summary>
    public bool IsBehind(ulong sequence) => sequence < _back;

    /// <summary>Whether a record may be written once more now: not when that began a round while the one before is not on the disk.</summary>
    public bool MayPutBack(ulong sequence) => _unwritten == 0 || IsBehind(sequence);

    /// <summary>A record is to be written once more.</summary>
    public void PutBack(ulong sequence)
    {
        _unwritten++;
        if (IsBehind(sequence))
            return;
        _before = (_back, _isReached);
        (_back, _isReached) = (ulong.MaxValue, false);
    }

    /// <summary>One that was is on the disk.</summary>
    public void IsBack(ulong sequence)
    {
        _unwritten--;
        if (_back == ulong.MaxValue)
            _back = sequence;
    }

    /// <summary>One that was to be written once more could not be. When none of its round was, there was no round: nothing lies behind.</summary>
    public void NotBack()
    {
        if (--_unwritten == 0 && _back == ulong.MaxValue)
            (_back, _isReached) = _before;
    }

    /// <summary>A record is on the disk at the start; when it is there in the place of another, an earlier process may have been interrupted before all were that come behind it.</summary>
    /// <param name="sequence">Its number, higher than those before.</param>
    /// <param name="replaces">Number of the other; 0 when there is none.</param>
    public void Found(ulong sequence, ulong replaces)
    {
        Pending++;
        if (replaces != 0 && !IsBehind(replaces))
            _back = sequence;
    }

    /// <summary>A record is sent from the spool. True with the first of those that were written once more: all have been.</summary>
    public bool IsReached(ulong sequence)
    {
        if (_back is not { } back || _isReached || sequence < back)
            return false;
        return _isReached = true;
    }

    /// <summary>Puts records before those that are held already.</summary>
    public void HoldFirst(IEnumerable<SpoolEntry> entries) => Held = new Queue<SpoolEntry>([.. entries, .. Held]);
}
