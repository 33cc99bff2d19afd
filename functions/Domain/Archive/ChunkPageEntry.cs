using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>What the root says of a page of chunks.</summary>
/// <param name="Tenant">Tenant of its first chunk.</param>
/// <param name="Device">Device of its first chunk.</param>
/// <param name="First">Ordinal of its first chunk.</param>
/// <param name="Count">Its chunks.</param>
/// <param name="Offset">Where it begins in the index.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="From">Earliest time, Unix milliseconds.</param>
/// <param name="To">Latest time, Unix milliseconds.</param>
/// <param name="Area">Where its chunks lie; null when none has a position.</param>
public sealed record ChunkPageEntry(string Tenant, string Device, int First, int Count, long Offset, int Length, long From, long To, Area? Area)
{
    internal void Write(ByteWriter to)
    {
        to.Text(Tenant);
        to.Text(Device);
        foreach (var number in new[] { First, Count, Offset, Length }) to.Unsigned((ulong)number);
        to.Signed(From);
        to.Signed(To);
        AreaBytes.Write(to, Area);
    }

    internal static ChunkPageEntry Read(ref ByteReader from) =>
        new(from.Text(), from.Text(), from.Count(), from.Count(), (long)from.Unsigned(), from.Count(), from.Signed(), from.Signed(), AreaBytes.Read(ref from));
}
