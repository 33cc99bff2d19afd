using System.Buffers.Binary;
using System.IO.Compression;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Legacy;

/// <summary>
/// Message set of formats v0 and v1 (KIP-31, KIP-32): offset (8), size (4), then per message CRC-32 (4), magic (1), attributes (1),
/// from v1 a time (8), key and value with lengths (4). A compressed message's value is a message set.
/// </summary>
internal static class LegacyMessageReader
{
    private const int EntryHead = 12;

    // What a gzip bomb may unfold to; more than any client sends in a request.
    private const int MostUnfolded = 32 * 1024 * 1024;
    private const int Gzip = 1;

    public static ErrorCode Read(ReadOnlyMemory<byte> set, long now, out List<LegacyMessage> messages)
    {
        messages = [];
        return Read(set, now, nested: false, messages);
    }

    private static ErrorCode Read(ReadOnlyMemory<byte> set, long now, bool nested, List<LegacyMessage> messages)
    {
        while (set.Length > 0)
        {
            if (set.Length < EntryHead)
                return ErrorCode.CorruptMessage;
            var size = BinaryPrimitives.ReadInt32BigEndian(set.Span[8..]);
            if (size < 14 || size > set.Length - EntryHead)
                return ErrorCode.CorruptMessage;
            var error = ReadOne(set.Slice(EntryHead, size), now, nested, messages);
            if (error != ErrorCode.None)
                return error;
            set = set[(EntryHead + size)..];
        }

        return ErrorCode.None;
    }

    private static ErrorCode ReadOne(ReadOnlyMemory<byte> message, long now, bool nested, List<LegacyMessage> messages)
    {
        var span = message.Span;
        if (BinaryPrimitives.ReadUInt32BigEndian(span) != Crc32.Compute(span[4..]) || span[4] > 1)
            return ErrorCode.CorruptMessage;
        var timed = span[4] == 1;
        var rest = message[6..];
        if (timed && rest.Length < 8)
            return ErrorCode.CorruptMessage;
        var timestamp = timed ? BinaryPrimitives.ReadInt64BigEndian(rest.Span) : now;
        rest = timed ? rest[8..] : rest;
        if (!TryBytes(ref rest, out var key) || !TryBytes(ref rest, out var value))
            return ErrorCode.CorruptMessage;
        switch (span[5] & 7)
        {
            case 0:
                messages.Add(new LegacyMessage(timestamp < 0 ? now : timestamp, key, value));
                return ErrorCode.None;
            case Gzip when !nested && value is { } folded:
                var error = Unfold(folded, out var unfolded);
                return error == ErrorCode.None ? Read(unfolded, now, nested: true, messages) : error;
            default:
                return ErrorCode.UnsupportedCompressionType;
        }
    }

    private static bool TryBytes(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte>? bytes)
    {
        bytes = null;
        if (rest.Length < 4)
            return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(rest.Span);
        rest = rest[4..];
        if (length < 0)
            return length == -1;
        if (length > rest.Length)
            return false;
        bytes = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static ErrorCode Unfold(ReadOnlyMemory<byte> folded, out ReadOnlyMemory<byte> unfolded)
    {
        unfolded = default;
        using var gzip = new GZipStream(new MemoryStream(folded.ToArray()), CompressionMode.Decompress);
        using var content = new MemoryStream();
        var block = new byte[64 * 1024];
        try
        {
            for (int got; (got = gzip.Read(block)) > 0;)
            {
                content.Write(block, 0, got);
                if (content.Length > MostUnfolded)
                    return ErrorCode.MessageTooLarge;
            }
        }
        catch (InvalidDataException)
        {
            return ErrorCode.CorruptMessage;
        }

        unfolded = content.GetBuffer().AsMemory(0, (int)content.Length);
        return ErrorCode.None;
    }
}
