using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>
/// The bridges of a partition, and up to when everything is here that they have taken: a device is not silent while its bridge may still have something of it. Changes
/// are written as they were decided; making them again decides nothing.
/// </summary>
internal sealed class BridgeMarks
{
    /// <summary>Most bridges that are known. Beyond them one is forgotten for which nothing waits, the closed one of the oldest mark first; without such a one, silence does not wait for a new one.</summary>
    public const int Most = 1_000;

    /// <summary>So far behind, and two marks more, a bridge is late, ms.</summary>
    private const long Late = 60_000;

    /// <summary>So long after silence waits for it no more a bridge is not late but gone, ms.</summary>
    private const long Gone = 86_400_000;

    /// <summary>Marks that may stay away, however short the time is that silence waits.</summary>
    private const int MarksAway = 3;

    private const int LongestName = 128;
    private readonly List<KnownBridge?> bridges = [null]; // by index; 0 is none
    private readonly Dictionary<byte[], ushort> indexes = new(SourceComparer.Instance);
    private readonly ByteWriter pending = new();
    private long[] until = [];
    private long latest; // tick
    private long previous; // tick

    /// <summary>For how long silence waits.</summary>
    public BridgeLimits Limits { get; set; } = BridgeLimits.Default;

    /// <summary>Bridges that are known.</summary>
    public int Count => indexes.Count;

    /// <summary>An event of a device came, the latest by its arrival.</summary>
    /// <param name="device">The device; it has slots.</param>
    /// <param name="source">The event's source; may be none, or another than a bridge.</param>
    public void From(DeviceRules device, ReadOnlySpan<byte> source)
    {
        if (device.Bridge != 0 && source.SequenceEqual(bridges[device.Bridge]!.Source)) return;
        var isBridge = AlertSources.IsBridge(source);
        var index = isBridge ? Find(source) : (ushort)0;
        if (isBridge && index == 0 && Count < Most) index = Add(source, (ushort)bridges.Count, []);
        if (index == device.Bridge) return;
        device.Bridge = index;
        pending.Byte(RuleOps.DeviceBridge);
        pending.Text(device.Key);
        pending.Unsigned(index);
    }

    /// <summary>A mark came.</summary>
    /// <param name="source">Of whom; of another than a bridge it says nothing.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="devices">All devices: those of a bridge that is forgotten are nobody's.</param>
    public void Take(ReadOnlySpan<byte> source, BridgeMark mark, IEnumerable<DeviceRules> devices)
    {
        if (!AlertSources.IsBridge(source)) return;
        var index = Find(source);
        if (index == 0)
        {
            index = Count < Most ? (ushort)bridges.Count : Idle();
            if (index == 0) return;
            Add(source, index, devices);
        }

        pending.Byte(RuleOps.BridgeMark);
        pending.Unsigned(index);
        pending.Signed(mark.Watermark);
        pending.Unsigned((ulong)mark.Every);
        pending.Byte((byte)((mark.HasSpool ? 1 : 0) | (mark.IsClosed ? 2 : 0)));
        bridges[index]!.Take(mark, latest);
    }

    /// <summary>Time passes with a tick. Is no change of its own, see <see cref="RuleStates.Pass"/>.</summary>
    public void Pass(long time)
    {
        if (time <= latest) return;
        (previous, latest) = (latest, time);
        foreach (var bridge in bridges)
        {
            if (bridge is { Seen: 0 }) bridge.Seen = time;
        }
    }

    /// <summary>Up to when the devices of each bridge can be judged at a tick, by index, Unix milliseconds; of no bridge: the tick. Valid until the next call.</summary>
    public ReadOnlySpan<long> HeardUntil(long time)
    {
        if (until.Length < bridges.Count) until = new long[Math.Max(bridges.Count, 8)];
        until[0] = time;
        for (var i = 1; i < bridges.Count; i++) until[i] = Holds(bridges[i]!, time) ? Math.Min(time, bridges[i]!.Mark.Watermark) : time;
        return until.AsSpan(0, bridges.Count);
    }

    /// <summary>The bridges that became late or are no more, after <see cref="Pass"/>. Held against the tick before: between the two their marks had the time to come.</summary>
    public List<BridgeTurn> Turns()
    {
        var turns = new List<BridgeTurn>();
        for (var i = 1; i < bridges.Count; i++)
        {
            var bridge = bridges[i]!;
            var limit = Late + (2_000L * bridge.Mark.Every);
            // One that nobody waits for any more and that stayed away is gone for good, as a container that got another name is.
            var late = bridge is { IsMarked: true, Mark.IsClosed: false } && previous - bridge.Mark.Watermark > limit && latest - bridge.Seen <= Limit(bridge) + Gone;
            if (late == bridge.IsLate) continue;
            bridge.IsLate = late;
            pending.Byte(RuleOps.BridgeLate);
            pending.Unsigned((ulong)i);
            pending.Byte(late ? (byte)1 : (byte)0);
            var name = AlertSources.BridgeOf(bridge.Source);
            turns.Add(new BridgeTurn(name.Length > LongestName ? name[..LongestName] : name, !late, bridge.Mark.Watermark, limit, Limit(bridge)));
        }

        return turns;
    }

    /// <summary>Writes what changed since the last call.</summary>
    public void Write(ByteWriter to)
    {
        if (pending.Length == 0) return;
        to.Raw(pending.Written.Span);
        pending.Clear();
    }

    /// <summary>Makes a change again, after its first byte.</summary>
    /// <param name="op">The byte.</param>
    /// <param name="changes">The rest.</param>
    /// <param name="devices">All devices.</param>
    /// <returns>Whether it is one of these.</returns>
    public bool TryApply(byte op, ref ByteReader changes, Dictionary<string, DeviceRules> devices)
    {
        switch (op)
        {
            case RuleOps.Bridge:
                Put(IndexOf(changes.Count(), bridges.Count), changes.Bytes().ToArray(), devices.Values);
                return true;
            case RuleOps.DeviceBridge:
                var key = changes.Text();
                var index = changes.Count();
                if (devices.TryGetValue(key, out var device)) device.Bridge = index == 0 ? (ushort)0 : IndexOf(index, bridges.Count - 1);
                return true;
            case RuleOps.BridgeMark:
                var bridge = bridges[IndexOf(changes.Count(), bridges.Count - 1)]!;
                var (watermark, every, flags) = (changes.Signed(), changes.Count(), changes.Byte());
                bridge.Take(new BridgeMark(watermark, every, (flags & 1) != 0, (flags & 2) != 0), latest);
                return true;
            case RuleOps.BridgeLate:
                bridges[IndexOf(changes.Count(), bridges.Count - 1)]!.IsLate = changes.Byte() != 0;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes everything.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="devices">The devices that are written, in their order.</param>
    public void Save(ByteWriter to, IReadOnlyCollection<DeviceRules> devices)
    {
        to.Signed(latest);
        to.Signed(previous);
        to.Unsigned((ulong)(bridges.Count - 1));
        foreach (var bridge in bridges.Skip(1)) bridge!.Save(to);
        foreach (var device in devices) to.Unsigned(device.Bridge);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref ByteReader from, IReadOnlyCollection<DeviceRules> devices)
    {
        (latest, previous) = (from.Signed(), from.Signed());
        for (var (i, count) = (1, from.Count()); i <= count; i++)
        {
            var bridge = KnownBridge.Load(ref from);
            bridges.Add(bridge);
            indexes.Add(bridge.Source, (ushort)i);
        }

        foreach (var device in devices) device.Bridge = from.Count() is var index and > 0 ? IndexOf(index, bridges.Count - 1) : (ushort)0;
    }

    private bool Holds(KnownBridge bridge, long time) =>
        bridge is { IsMarked: true, Mark.IsClosed: false } && (bridge.Seen >= previous || time - bridge.Seen <= Limit(bridge));

    private long Limit(KnownBridge bridge) =>
        Math.Max(bridge.Mark.HasSpool ? Limits.SilentSpool : Limits.Silent, MarksAway * 1_000L * bridge.Mark.Every);

    private ushort Find(ReadOnlySpan<byte> source) =>
        indexes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(source, out var index) ? index : (ushort)0;

    private ushort Add(ReadOnlySpan<byte> source, ushort index, IEnumerable<DeviceRules> devices)
    {
        pending.Byte(RuleOps.Bridge);
        pending.Unsigned(index);
        pending.Bytes(source);
        Put(index, source.ToArray(), devices);
        return index;
    }

    private void Put(ushort index, byte[] source, IEnumerable<DeviceRules> devices)
    {
        var bridge = new KnownBridge(source) { Seen = latest };
        if (index == bridges.Count)
        {
            bridges.Add(bridge);
        }
        else
        {
            indexes.Remove(bridges[index]!.Source);
            bridges[index] = bridge;
            foreach (var device in devices)
            {
                if (device.Bridge == index) device.Bridge = 0;
            }
        }

        indexes.Add(source, index);
    }

    /// <summary>The bridge to forget; 0 when silence waits for all of them.</summary>
    private ushort Idle()
    {
        var (chosen, best) = (0, (Kind: 3, Seen: long.MaxValue));
        for (var i = 1; i < bridges.Count; i++)
        {
            var bridge = bridges[i]!;
            // The end of its alert would never be told.
            if (bridge.IsLate) continue;
            var rank = (bridge.Mark.IsClosed ? 0 : !bridge.IsMarked ? 1 : !Holds(bridge, latest) ? 2 : 3, bridge.Seen);
            if (rank.Item1 < 3 && rank.CompareTo(best) < 0) (chosen, best) = (i, rank);
        }

        return (ushort)chosen;
    }

    private static ushort IndexOf(int index, int most) =>
        index > 0 && index <= most && index <= Most ? (ushort)index : throw new CorruptDataException($"There is no bridge {index}.");
}
