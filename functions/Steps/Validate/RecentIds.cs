using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Validate;

/// <summary>
/// Event ids that one device sent lately, as 64-bit hashes: the last <see cref="KeptByCount"/> whatever their age
/// (a device that returns after days sends again what was in flight), and all of the last minutes up to <see cref="Most"/>.
/// One that comes again counts as late as that: what was sent twice may come a third time, by another way. 12 bytes an id.
/// </summary>
internal sealed class RecentIds
{
    /// <summary>Ids kept however old they are: more than a client's usual in-flight window.</summary>
    public const int KeptByCount = 128;

    /// <summary>Most ids kept for one device.</summary>
    public const int Most = 8_192;

    private ulong[] ids = new ulong[8];
    private uint[] seconds = new uint[8];
    private int head;
    private int count;

    /// <summary>Arrival of the latest id, Unix seconds.</summary>
    public uint Latest { get; private set; }

    /// <summary>Whether an id is known.</summary>
    /// <param name="id">The id.</param>
    /// <param name="second">When it comes.</param>
    /// <param name="keptSeconds">How long every id is kept.</param>
    /// <param name="fading">Whether half of its place or of its time is over: it is to be added again.</param>
    public bool Contains(ulong id, uint second, uint keptSeconds, out bool fading)
    {
        fading = false;
        var wrapped = Math.Max(0, head + count - ids.Length);
        var at = ids.AsSpan(0, wrapped).LastIndexOf(id);
        if (at < 0)
        {
            at = ids.AsSpan(head, count - wrapped).LastIndexOf(id);
            if (at < 0) return false;
            at += head;
        }

        var newer = (head + count - 1 - at) & (ids.Length - 1);
        fading = newer >= KeptByCount / 2 || second - (long)seconds[at] > keptSeconds / 2;
        return true;
    }

    public void Add(ulong id, uint second, uint keptSeconds)
    {
        while (count >= KeptByCount && (count >= Most || second - (long)seconds[head] > keptSeconds)) Drop();
        if (count == ids.Length) Grow();
        var at = (head + count++) & (ids.Length - 1);
        ids[at] = id;
        seconds[at] = second;
        Latest = Math.Max(Latest, second);
    }

    public void Save(ByteWriter to)
    {
        to.Unsigned((ulong)count);
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            var at = (head + i) & (ids.Length - 1);
            to.Fixed64(ids[at]);
            to.Signed(seconds[at] - last);
            last = seconds[at];
        }
    }

    public static RecentIds Load(ref ByteReader from)
    {
        var loaded = new RecentIds();
        var last = 0L;
        for (var left = from.Count(); left > 0; left--)
        {
            var id = from.Fixed64();
            last += from.Signed();
            loaded.Add(id, (uint)last, uint.MaxValue);
        }

        return loaded;
    }

    private void Drop()
    {
        head = (head + 1) & (ids.Length - 1);
        count--;
    }

    private void Grow()
    {
        var (oldIds, oldSeconds) = (ids, seconds);
        ids = new ulong[oldIds.Length * 2];
        seconds = new uint[ids.Length];
        var first = oldIds.Length - head;
        oldIds.AsSpan(head).CopyTo(ids);
        oldIds.AsSpan(0, head).CopyTo(ids.AsSpan(first));
        oldSeconds.AsSpan(head).CopyTo(seconds);
        oldSeconds.AsSpan(0, head).CopyTo(seconds.AsSpan(first));
        head = 0;
    }
}
