namespace ServerlessIot.Domain.Archive.Columns;

/// <summary>Numbers of 32 bits in one to five bytes: seven bits each, lowest first; the highest bit says that another byte follows.</summary>
internal static class Varint
{
    internal static void Write(List<byte> to, uint value)
    {
        for (; value >= 0x80; value >>= 7) to.Add((byte)(value | 0x80));
        to.Add((byte)value);
    }

    /// <exception cref="ChunkCorruptException">There is none.</exception>
    internal static uint Read(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var i = 0; i < 5 && i < from.Length; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] >= 0x80) continue;
            from = from[(i + 1)..];
            return value <= uint.MaxValue ? (uint)value : throw new ChunkCorruptException("A length is too large.");
        }

        throw new ChunkCorruptException("A length ends too early.");
    }
}
