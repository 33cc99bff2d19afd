namespace ServerlessIot.Simulator.Books;

/// <summary>Counts of the whole run while it goes on; any thread may write and read.</summary>
internal sealed class Progress
{
    private long _published;
    private long _acknowledged;
    private long _inFlight;
    private long _reconnects;
    private long _resent;

    /// <summary>Distinct valid readings published.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Distinct valid readings acknowledged.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Messages of any kind that wait for their acknowledgement.</summary>
    public long InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Connections lost and made again, or tried to.</summary>
    public long Reconnects => Volatile.Read(ref _reconnects);

    /// <summary>Messages sent once more because their connection was lost.</summary>
    public long Resent => Volatile.Read(ref _resent);

    public void AddPublished(MessageKind kind)
    {
        Interlocked.Increment(ref _inFlight);
        if (kind == MessageKind.Reading)
            Interlocked.Increment(ref _published);
    }

    public void AddAcknowledged(bool isNewReading)
    {
        Interlocked.Decrement(ref _inFlight);
        if (isNewReading)
            Interlocked.Increment(ref _acknowledged);
    }

    public void AddReconnect() => Interlocked.Increment(ref _reconnects);

    public void AddResent(int count) => Interlocked.Add(ref _resent, count);
}
