using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>
/// Whether ticks come as usual. When none came for a while the log was gone, or nobody wrote to it: then devices were not silent, they could not be heard. Silence counts again as long after it as
/// it was away, in which bridges send what they have kept.
/// </summary>
internal sealed class TickClock
{
    /// <summary>So many times as long as before is a gap, and not a tick that was late.</summary>
    private const int Longer = 3;

    /// <summary>What a tick in quick succession takes off the usual, of its own gap.</summary>
    private const int Slowly = 4;

    /// <summary>Up to it, what comes less often than before is usual at once, ms: ticks of a minute are, after a first two that came together.</summary>
    private const long AtOnce = 60_000;
    private long latest;
    private long usual;
    private long heldUntil;

    /// <summary>A tick came.</summary>
    public void Pass(long time)
    {
        if (time <= latest) return;
        var gap = latest == 0 ? 0 : time - latest;
        latest = time;
        if (usual > 0 && gap > Longer * usual)
        {
            // Ticks that come much less often from now on are usual after a few.
            heldUntil = Math.Max(heldUntil, time + gap);
            usual = Math.Min(gap, Math.Max(usual * 2, AtOnce));
            return;
        }

        // A tick out of turn, as new rules and groups bring one, says little of how often they come: many of them must not make the next one a late one.
        usual = gap < usual / 2 ? usual - (gap / Slowly) : Math.Max(gap, usual / 2);
    }

    /// <summary>Whether silence may not be told of at a time.</summary>
    public bool Holds(long time) => time < heldUntil;

    public void Save(ByteWriter to)
    {
        to.Signed(latest);
        to.Signed(usual);
        to.Signed(heldUntil);
    }

    public void Load(ref ByteReader from) => (latest, usual, heldUntil) = (from.Signed(), from.Signed(), from.Signed());
}
