using System.Buffers;
using System.Buffers.Binary;
using ServerlessIot.Broker.Storage;

namespace ServerlessIot.Broker.Legacy;

/// <summary>Writes record batches of format v2 without compression.</summary>
internal static class RecordBatchBuilder
{
    // A batch is closed here, so that messages that were allowed one by one do not become a batch that is too large.
    private const int BatchBytes = 256 * 1024;

    /// <summary>The messages in as many batches as needed, back to back.</summary>
    public static byte[] Build(List<LegacyMessage> messages)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var from = 0; from < messages.Count;)
        {
            var batch = new ArrayBufferWriter<byte>();
            batch.Advance(Header(batch));
            var to = from;
            for (; to < messages.Count && (to == from || batch.WrittenCount < BatchBytes); to++)
                WriteRecord(batch, messages[to], messages[from].Timestamp, to - from);
            var bytes = batch.WrittenSpan.ToArray();
            Complete(bytes, messages, from, to);
            output.Write(bytes);
            from = to;
        }

        return output.WrittenSpan.ToArray();
    }

    private static int Header(ArrayBufferWriter<byte> batch)
    {
        batch.GetSpan(RecordBatch.HeaderBytes)[..RecordBatch.HeaderBytes].Clear();
        return RecordBatch.HeaderBytes;
    }

    private static void Complete(Span<byte> bytes, List<LegacyMessage> messages, int from, int to)
    {
        var newest = long.MinValue;
        for (var i = from; i < to; i++)
            newest = Math.Max(newest, messages[i].Timestamp);
        BinaryPrimitives.WriteInt32BigEndian(bytes[23..], to - from - 1);
        BinaryPrimitives.WriteInt64BigEndian(bytes[27..], messages[from].Timestamp);
        BinaryPrimitives.WriteInt64BigEndian(bytes[35..], newest);
        BinaryPrimitives.WriteInt64BigEndian(bytes[43..], -1);
        BinaryPrimitives.WriteInt16BigEndian(bytes[51..], -1);
        BinaryPrimitives.WriteInt32BigEndian(bytes[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(bytes[57..], to - from);
        RecordBatch.Seal(bytes);
    }

    private static void WriteRecord(ArrayBufferWriter<byte> batch, in LegacyMessage message, long baseTimestamp, int offsetDelta)
    {
        var record = new ArrayBufferWriter<byte>();
        record.Write<byte>([0]);
        WriteVarint(record, message.Timestamp - baseTimestamp);
        WriteVarint(record, offsetDelta);
        WriteBytes(record, message.Key);
        WriteBytes(record, message.Value);
        WriteVarint(record, 0);
        WriteVarint(batch, record.WrittenCount);
        batch.Write(record.WrittenSpan);
    }

    private static void WriteBytes(ArrayBufferWriter<byte> record, ReadOnlyMemory<byte>? bytes)
    {
        WriteVarint(record, bytes?.Length ?? -1);
        if (bytes is { } given)
            record.Write(given.Span);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, long value)
    {
        var raw = (ulong)((value << 1) ^ (value >> 63));
        var span = output.GetSpan(10);
        var length = 0;
        for (; raw >= 0x80; raw >>= 7)
            span[length++] = (byte)(raw | 0x80);
        span[length++] = (byte)raw;
        output.Advance(length);
    }
}
