namespace ServerlessIot.Bridge.Access.Audit;

/// <summary>What happened of one kind, and is not written yet or may come again.</summary>
internal sealed class AuditLine(AuditEntry entry, DateTimeOffset time)
{
    /// <summary>What it says.</summary>
    public AuditEntry Entry { get; private set; } = entry;

    /// <summary>When it happened first, of what is not written.</summary>
    public DateTimeOffset Time { get; private set; } = time;

    /// <summary>How often it happened, of what is not written.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Whether it was not always <see cref="Entry"/> to the letter.</summary>
    public bool Others { get; private set; }

    /// <summary>Time stamp from which on it is put together; null before the first of it is written.</summary>
    public long? WrittenAt { get; private set; }

    /// <summary>It happened again.</summary>
    public void Again(AuditEntry entry, DateTimeOffset time)
    {
        if (Count == 0)
            (Entry, Time) = (entry, time);
        Others |= Entry != entry;
        Count++;
    }

    /// <summary>It is being written.</summary>
    public void Written(long now) => (Count, Others, WrittenAt) = (0, false, now);
}
