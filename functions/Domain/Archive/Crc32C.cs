using System.Buffers.Binary;
using System.Numerics;

namespace ServerlessIot.Domain.Archive;

/// <summary>CRC-32C (Castagnoli, RFC 3720, appendix B.4).</summary>
public static class Crc32C
{
    /// <summary>The checksum of the bytes, or of earlier bytes and these when the earlier ones' checksum is given.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var crc = ~before;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var single in bytes) crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
