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
    private long latest;
    private long usual;
    private long heldUntil;

    /// <summary>A tick came.</summary>
    public void Pass(long time)
    {
        if (time <= latest) return;
        var gap = latest == 0 ? 0 : time - latest;
        if (usual > 0 && gap > Longer * usual) heldUntil = Math.Max(heldUntil, time + gap);
        // A tick out of turn, as new rules bring one, is soon forgotten, and so is a gap.
        (latest, usual) = (time, Math.Max(gap, usual / 2));
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
