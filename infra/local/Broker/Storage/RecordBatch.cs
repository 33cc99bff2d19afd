using System.Buffers.Binary;

namespace ServerlessIot.Broker.Storage;

/// <summary>Header of a record batch, format v2 (Kafka documentation, "Record batch"): all that the broker ever reads of records.</summary>
internal readonly record struct RecordBatch
{
    /// <summary>Bytes of the header, before the records.</summary>
    public const int HeaderBytes = 61;

    /// <summary>Bytes before those that the batch's length field counts.</summary>
    public const int LengthOverhead = 12;

    private const int LeaderEpochAt = 12;
    private const int MagicAt = 16;
    private const int CrcAt = 17;
    private const int CheckedFrom = 21;

    public required long BaseOffset { get; init; }

    /// <summary>Bytes of the whole batch.</summary>
    public required int Bytes { get; init; }

    public required short Attributes { get; init; }

    public required int LastOffsetDelta { get; init; }

    public required long BaseTimestamp { get; init; }

    /// <summary>Newest time of its records, Unix ms.</summary>
    public required long MaxTimestamp { get; init; }

    /// <summary>-1 without an idempotent producer.</summary>
    public required long ProducerId { get; init; }

    public required short ProducerEpoch { get; init; }

    public required int BaseSequence { get; init; }

    public required int Count { get; init; }

    public long NextOffset => BaseOffset + LastOffsetDelta + 1;

    /// <summary>0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.</summary>
    public int Compression => Attributes & 7;

    public bool IsTransactional => (Attributes & 0x10) != 0;

    public bool IsControl => (Attributes & 0x20) != 0;

    /// <summary>Sequences wrap from the largest int to 0.</summary>
    public int LastSequence => (int)((BaseSequence + (long)LastOffsetDelta) & int.MaxValue);

    /// <summary>Bytes that a batch needs, from its first 12.</summary>
    public static int SizeOf(ReadOnlySpan<byte> data)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(data[8..]);
        return length < HeaderBytes - LengthOverhead || length > int.MaxValue - LengthOverhead ? -1 : length + LengthOverhead;
    }

    /// <summary>Format version (2 for batches, 0 and 1 for messages before Kafka 0.11); needs 17 bytes.</summary>
    public static byte Magic(ReadOnlySpan<byte> data) => data[MagicAt];

    /// <summary>Reads the header at the start of <paramref name="data"/>.</summary>
    /// <returns>False when there is no whole header of format v2 with a plausible length.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out RecordBatch batch)
    {
        batch = default;
        if (data.Length < HeaderBytes || Magic(data) != 2)
            return false;
        var size = SizeOf(data);
        if (size < 0)
            return false;
        batch = new RecordBatch
        {
            BaseOffset = BinaryPrimitives.ReadInt64BigEndian(data),
            Bytes = size,
            Attributes = BinaryPrimitives.ReadInt16BigEndian(data[21..]),
            LastOffsetDelta = BinaryPrimitives.ReadInt32BigEndian(data[23..]),
            BaseTimestamp = BinaryPrimitives.ReadInt64BigEndian(data[27..]),
            MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(data[35..]),
            ProducerId = BinaryPrimitives.ReadInt64BigEndian(data[43..]),
            ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(data[51..]),
            BaseSequence = BinaryPrimitives.ReadInt32BigEndian(data[53..]),
            Count = BinaryPrimitives.ReadInt32BigEndian(data[57..]),
        };
        return batch.LastOffsetDelta >= 0;
    }

    /// <summary>Whether the checksum over the whole batch is right.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> batch) =>
        BinaryPrimitives.ReadUInt32BigEndian(batch[CrcAt..]) == Crc32C.Compute(batch[CheckedFrom..]);

    /// <summary>Writes what the broker decides: both fields lie before the bytes that the checksum covers.</summary>
    public static void Assign(Span<byte> batch, long baseOffset, int leaderEpoch)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[LeaderEpochAt..], leaderEpoch);
    }

    /// <summary>Completes a batch built here: length, magic and checksum.</summary>
    public static void Seal(Span<byte> batch)
    {
        BinaryPrimitives.WriteInt32BigEndian(batch[8..], batch.Length - LengthOverhead);
        batch[MagicAt] = 2;
        BinaryPrimitives.WriteUInt32BigEndian(batch[CrcAt..], Crc32C.Compute(batch[CheckedFrom..]));
    }
}
