using System.Buffers.Binary;
using ServerlessIot.Broker.Legacy;
using ServerlessIot.Broker.Storage;

namespace ServerlessIot.Broker.Tests.Storage;

/// <summary>Record batches as a client would send them.</summary>
internal static class Batches
{
    public static byte[] From(long producer, int sequence, int count, short epoch = 0, int valueBytes = 10, long timestamp = 1_700_000_000_000)
    {
        var messages = Enumerable.Range(0, count).Select(i => new LegacyMessage(timestamp + i, null, new byte[valueBytes])).ToList();
        var batch = RecordBatchBuilder.Build(messages);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(43), producer);
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(51), producer < 0 ? (short)-1 : epoch);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(53), sequence);
        RecordBatch.Seal(batch);
        return batch;
    }

    public static byte[] Plain(int count, int valueBytes = 10, long timestamp = 1_700_000_000_000) => From(-1, -1, count, 0, valueBytes, timestamp);
}
