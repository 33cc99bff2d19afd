using System.Buffers.Binary;

namespace ServerlessIot.Domain.Log;

/// <summary>The partitioner that Kafka's Java client and librdkafka's <c>murmur2</c> share: 32-bit MurmurHash2 (Austin Appleby), seed 0x9747b28c, sign bit cleared, modulo the partition count.</summary>
public static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Mix = 0x5bd1e995;

    /// <summary>The partition of a key.</summary>
    /// <param name="key">Key bytes.</param>
    /// <param name="partitions">Partition count, above 0.</param>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return (int)((Hash(key) & 0x7fffffff) % (uint)partitions);
    }

    /// <summary>The 32-bit hash.</summary>
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = Seed ^ (uint)key.Length;
        while (key.Length >= 4)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Mix;
            hash = (hash * Mix) ^ ((word ^ (word >> 24)) * Mix);
            key = key[4..];
        }

        for (var i = key.Length - 1; i >= 0; i--) hash ^= (uint)key[i] << (8 * i);
        if (!key.IsEmpty) hash *= Mix;
        hash = (hash ^ (hash >> 13)) * Mix;
        return hash ^ (hash >> 15);
    }
}
