using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Legacy;

/// <summary>Takes messages of formats v0 and v1, as clients before Kafka 0.11 send them: rewritten as record batches, uncompressed or gzip only.</summary>
internal static class LegacyMessages
{
    private const int SmallestMessage = 26;

    /// <summary>Whether a partition's part of a produce request holds the old formats.</summary>
    public static bool AreIn(ReadOnlySpan<byte> records) => records.Length >= SmallestMessage && RecordBatch.Magic(records) < 2;

    public static AppendResult Append(PartitionLog log, ReadOnlyMemory<byte> messages, long now)
    {
        var error = LegacyMessageReader.Read(messages, now, out var read);
        return error == ErrorCode.None
            ? log.Append(RecordBatchBuilder.Build(read))
            : new AppendResult(error, -1, "messages of format v0 or v1 that are damaged, too large or compressed by other than gzip");
    }
}
