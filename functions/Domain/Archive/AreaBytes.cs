using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>An area that may be missing: a byte 0, or a byte 1 and four doubles.</summary>
internal static class AreaBytes
{
    internal static void Write(ByteWriter to, Area? area)
    {
        to.Byte(area is null ? (byte)0 : (byte)1);
        if (area is not { } box) return;
        foreach (var edge in new[] { box.South, box.West, box.North, box.East }) to.Double(edge);
    }

    internal static Area? Read(ref ByteReader from) =>
        from.Byte() == 0 ? null : new Area(from.Double(), from.Double(), from.Double(), from.Double());
}
