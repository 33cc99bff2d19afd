using System.Buffers.Binary;

namespace ServerlessIot.Domain.Decoding.Records;

/// <summary>The frame of SOURCES 7: flag (1 byte: 0 = as it is, 1 = zlib), length of the body (2 bytes, big endian), body. Frames stand one after another.</summary>
internal static class Frame
{
    private const int Head = 3;
    private const byte Plain = 0;
    private const byte Zlib = 1;

    /// <summary>Whether bytes are nothing but frames.</summary>
    internal static bool Fit(ReadOnlySpan<byte> bytes)
    {
        while (TryTake(ref bytes, out var compressed, out var body))
        {
            // zlib's first byte says deflate and its window; the first two are a multiple of 31 (RFC 1950).
            if (compressed && (body.Length < 8 || (body[0] & 0x0F) != 8 || BinaryPrimitives.ReadUInt16BigEndian(body) % 31 != 0)) return false;
            if (!compressed && !BinaryRecord.Fit(body) && body[0] is not ((byte)'{' or (byte)'[' or >= 0x80)) return false;
            if (bytes.IsEmpty) return true;
        }

        return false;
    }

    /// <summary>Takes one frame off; false when the bytes do not begin with one.</summary>
    internal static bool TryTake(ref ReadOnlySpan<byte> bytes, out bool compressed, out ReadOnlySpan<byte> body)
    {
        compressed = false;
        body = default;
        if (bytes.Length <= Head || bytes[0] > Zlib) return false;
        compressed = bytes[0] != Plain;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        if (length == 0 || length > bytes.Length - Head) return false;
        body = bytes.Slice(Head, length);
        bytes = bytes[(Head + length)..];
        return true;
    }
}
