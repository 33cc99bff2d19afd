using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ServerlessIot.Steps.Journals;

/// <summary>
/// One block of a journal: length of the body (4 bytes, little endian), CRC-32C of the body (4 bytes), body.
/// The body is: format version, <see cref="FrameKind"/>, payload.
/// </summary>
public static class Frame
{
    /// <summary>Format version that this code writes. It reads this one and the one before.</summary>
    public const byte Version = 1;

    private const int Head = 8;

    /// <summary>Wraps a payload.</summary>
    public static byte[] Build(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[Head + 2 + payload.Length];
        frame[Head] = Version;
        frame[Head + 1] = (byte)kind;
        payload.CopyTo(frame.AsSpan(Head + 2));
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - Head);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum(frame.AsSpan(Head)));
        return frame;
    }

    /// <summary>Takes the first frame off <paramref name="bytes"/>; false at the end.</summary>
    /// <exception cref="JournalCorruptException">The bytes are no frame, or of a newer format version.</exception>
    public static bool TryTake(ref ReadOnlyMemory<byte> bytes, out FrameKind kind, out ReadOnlyMemory<byte> payload)
    {
        kind = default;
        payload = default;
        if (bytes.IsEmpty) return false;
        var span = bytes.Span;
        if (span.Length < Head) throw new JournalCorruptException("A frame ends within its head.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(span);
        if (length < 2 || length > span.Length - Head) throw new JournalCorruptException($"A frame claims {length} bytes; {span.Length - Head} are there.");
        var body = span.Slice(Head, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[4..]) != Checksum(body)) throw new JournalCorruptException("A frame's checksum does not match.");
        if (body[0] is 0 or > Version) throw new JournalCorruptException($"A frame has format version {body[0]}; this code reads up to {Version}. Deploy the newer version again.");
        kind = (FrameKind)body[1];
        payload = bytes.Slice(Head + 2, length - 2);
        bytes = bytes[(Head + length)..];
        return true;
    }

    /// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4).</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, word);
        foreach (var b in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

/// <summary>What a frame holds.</summary>
public enum FrameKind : byte
{
    /// <summary>First frame of a journal: the snapshot it starts from.</summary>
    Header = 1,

    /// <summary>A committed decision.</summary>
    Entry = 2,

    /// <summary>Last frame of a journal: snapshot and successor.</summary>
    Seal = 3,
}
