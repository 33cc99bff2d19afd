using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Alert;

/// <summary>One opened alert that can still swallow breaches.</summary>
/// <param name="id">Number within the partition, from 1.</param>
/// <param name="alert">The alert as it was opened.</param>
internal sealed class Firing(long id, AlertRecord alert)
{
    private const byte IsChanged = 1;
    private const byte IsLeaving = 2;
    private const byte IsDormant = 4;

    public long Id => id;

    public AlertRecord Alert => alert;

    /// <summary>Times of its breaches: from here on, Unix milliseconds.</summary>
    public long First { get; private set; } = alert.Time;

    /// <summary>Up to here.</summary>
    public long Last { get; private set; } = AlertTimes.Last(alert);

    /// <summary>When the condition ended; null while it holds.</summary>
    public long? Cleared { get; private set; } = alert.Cleared;

    /// <summary>Times that it came back.</summary>
    public int Reopened { get; private set; }

    /// <summary>Arrival of the latest breach, Unix milliseconds.</summary>
    public long Touched { get; set; }

    /// <summary>Breaches swallowed.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Whether something changed since it was last told.</summary>
    public bool Changed { get; set; }

    /// <summary>Whether it was pushed out of its slot and waits only to be told once more.</summary>
    public bool Leaving { get; set; }

    /// <summary>Whether nothing came for long: it waits for the end of its condition, or for a breach that wakes it.</summary>
    public bool Dormant { get; set; }

    /// <summary>Cooldown, ms.</summary>
    public long Cooldown => AlertTimes.Cooldown(alert);

    /// <summary>Whether a breach at a time lies within its breaches and their cooldown.</summary>
    public bool Holds(long time) => time > First - Cooldown && time < Last + Cooldown;

    /// <summary>Whether a breach at a time is that of a condition that holds since its latest one, however long ago: none of its ends came in between.</summary>
    public bool Lasts(long time) => Cleared is null && Last <= time;

    /// <summary>Takes a breach.</summary>
    public void Swallow(long time, long arrived)
    {
        Suppressed++;
        Changed = true;
        Touched = Math.Max(Touched, arrived);
        First = Math.Min(First, time);
        if (time < Last) return;
        Last = time;
        // What comes late was over before it came.
        if (Cleared is not { } ended || time < ended) return;
        Cleared = null;
        Reopened++;
    }

    /// <summary>The condition ended.</summary>
    public void Clear(long time)
    {
        Cleared = time;
        Changed = true;
    }

    /// <summary>As it is to be told.</summary>
    public AlertRecord Revision(Origin origin) =>
        alert with { Suppressed = Suppressed, Last = Last, Cleared = Cleared, Reopened = Reopened, Origin = origin.ToString() };

    /// <summary>Writes all but the alert.</summary>
    public void Write(ByteWriter to)
    {
        to.Signed(First);
        to.Signed(Last);
        to.Signed(Cleared ?? 0);
        to.Unsigned((ulong)Reopened);
        to.Unsigned((ulong)Touched);
        to.Unsigned((ulong)Suppressed);
        to.Byte((byte)((Changed ? IsChanged : 0) | (Leaving ? IsLeaving : 0) | (Dormant ? IsDormant : 0)));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(ref ByteReader from)
    {
        (First, Last) = (from.Signed(), from.Signed());
        Cleared = from.Signed() is var cleared and not 0 ? cleared : null;
        (Reopened, Touched, Suppressed) = (from.Count(), (long)from.Unsigned(), (long)from.Unsigned());
        var flags = from.Byte();
        (Changed, Leaving, Dormant) = ((flags & IsChanged) != 0, (flags & IsLeaving) != 0, (flags & IsDormant) != 0);
    }

    /// <summary>Reads what was written before breaches had an end.</summary>
    public void ReadFormer(ref ByteReader from)
    {
        (Touched, Suppressed) = ((long)from.Unsigned(), (long)from.Unsigned());
        var flags = from.Byte();
        (Changed, Leaving) = (flags != 0, flags == (IsChanged | IsLeaving));
    }
}
