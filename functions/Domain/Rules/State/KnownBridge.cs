using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>A bridge as one partition knows it.</summary>
/// <param name="source">Its <c>ce_source</c>.</param>
internal sealed class KnownBridge(byte[] source)
{
    private const byte Spool = 1;
    private const byte Closed = 2;
    private const byte Marked = 4;
    private const byte Late = 8;

    /// <summary>Its <c>ce_source</c>.</summary>
    public byte[] Source => source;

    /// <summary>Its latest mark; only when <see cref="IsMarked"/>.</summary>
    public BridgeMark Mark { get; private set; }

    /// <summary>Whether a mark of it came; without one nothing waits for it.</summary>
    public bool IsMarked { get; private set; }

    /// <summary>Whether it was told that it is late, and not yet that it is no more.</summary>
    public bool IsLate { get; set; }

    /// <summary>Time of the tick before its latest mark, or, without one, before its first event, Unix milliseconds; 0 when no tick came before.</summary>
    public long Seen { get; set; }

    /// <summary>Takes a mark.</summary>
    /// <param name="mark">The mark; one that goes back is believed too, as after a restart with a spool.</param>
    /// <param name="tick">Time of the tick before, Unix milliseconds.</param>
    public void Take(BridgeMark mark, long tick) => (Mark, IsMarked, Seen) = (mark, true, tick);

    public void Save(ByteWriter to)
    {
        to.Bytes(source);
        to.Signed(Seen);
        to.Byte((byte)((Mark.HasSpool ? Spool : 0) | (Mark.IsClosed ? Closed : 0) | (IsMarked ? Marked : 0) | (IsLate ? Late : 0)));
        to.Signed(Mark.Watermark);
        to.Unsigned((ulong)Mark.Every);
    }

    public static KnownBridge Load(ref ByteReader from)
    {
        var bridge = new KnownBridge(from.Bytes().ToArray()) { Seen = from.Signed() };
        var flags = from.Byte();
        bridge.Mark = new BridgeMark(from.Signed(), from.Count(), (flags & Spool) != 0, (flags & Closed) != 0);
        (bridge.IsMarked, bridge.IsLate) = ((flags & Marked) != 0, (flags & Late) != 0);
        return bridge;
    }
}
