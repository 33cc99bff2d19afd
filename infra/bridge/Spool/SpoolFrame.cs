using System.Buffers.Binary;
using Confluent.Kafka;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Bridge.Spool;

/// <summary>
/// One record in a segment: length of the body (4 bytes, little endian), CRC-32C of length and body (4 bytes), body: sequence, topic, arrival
/// (Unix milliseconds), key, value, headers, and the sequence that it replaces (0: none; what older bridges wrote ends before it).
/// </summary>
internal static class SpoolFrame
{
    /// <summary>Bytes before the body.</summary>
    public const int Head = 8;

    /// <summary>Longest body: more than the largest packet with its headers.</summary>
    public const int MostBody = 2 << 20;

    /// <summary>Sequence (8 bytes), and at least one byte for each of the others.</summary>
    private const int LeastBody = 13;

    /// <summary>Appends a frame.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="body">Used for the body; cleared first.</param>
    /// <param name="record">What is written.</param>
    public static void Write(ByteWriter to, ByteWriter body, SpooledMessage record)
    {
        body.Clear();
        body.Fixed64(record.Sequence);
        body.Text(record.Topic);
        body.Signed(record.Message.Timestamp.UnixTimestampMs);
        body.Bytes(record.Message.Key);
        body.Bytes(record.Message.Value);
        body.Unsigned((ulong)record.Message.Headers.Count);
        foreach (var header in record.Message.Headers)
        {
            body.Text(header.Key);
            body.Bytes(header.GetValueBytes());
        }
        // Of one length with every number: what is written once more takes no more room than before.
        body.Fixed64(record.Replaces);
        var head = to.GetSpan(Head);
        BinaryPrimitives.WriteInt32LittleEndian(head, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Crc32C.Of(body.Written.Span, Crc32C.Of(head[..4])));
        to.Advance(Head);
        to.Raw(body.Written.Span);
    }

    /// <summary>Reads the frame at the beginning of the bytes; null when there is no whole one whose checksum is right.</summary>
    /// <param name="bytes">Begins with a frame.</param>
    /// <param name="length">Length of the frame.</param>
    public static SpooledMessage? TryRead(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < Head)
            return null;
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (size is < LeastBody or > MostBody || size > bytes.Length - Head)
            return null;
        var body = bytes.Slice(Head, size);
        if (Crc32C.Of(body, Crc32C.Of(bytes[..4])) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]))
            return null;
        length = Head + size;
        return Read(new ByteReader(body));
    }

    private static SpooledMessage Read(ByteReader body)
    {
        var sequence = body.Fixed64();
        var topic = body.Text();
        var message = new Message<byte[], byte[]> { Timestamp = new Timestamp(body.Signed(), TimestampType.CreateTime), Key = body.Bytes().ToArray(), Value = body.Bytes().ToArray(), Headers = [] };
        for (var left = body.Count(); left > 0; left--)
            message.Headers.Add(new Header(body.Text(), body.Bytes().ToArray()));
        return new SpooledMessage(sequence, topic, message) { Replaces = body.End ? 0 : body.Fixed64() };
    }
}
