using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Storage;

/// <summary>Messages of formats v0 and v1, as clients before Kafka 0.11 send them.</summary>
internal static class LegacyMessages
{
    private const int SmallestMessage = 26;

    public static bool AreIn(ReadOnlySpan<byte> records) => records.Length >= SmallestMessage && RecordBatch.Magic(records) < 2;

    public static AppendResult Append(PartitionLog log, ReadOnlySpan<byte> messages) =>
        new(ErrorCode.UnsupportedForMessageFormat, -1, "messages of format v0 or v1");
}
