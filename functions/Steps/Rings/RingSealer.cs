using System.Buffers.Binary;
using System.Security.Cryptography;
using ServerlessIot.Domain.Archive;

namespace ServerlessIot.Steps.Rings;

/// <summary>Keys for the segments of one merge: those of the ring, and new ones for devices that have none.</summary>
internal sealed class RingSealer(KeyRings rings, int partition, KeyRing ring) : IChunkSealer
{
    private readonly Dictionary<(string Tenant, string Device), RingKey> made = [];
    private readonly HashSet<ulong> used = [];

    public ChunkKey KeyOf(string tenant, string device)
    {
        var key = ring.LiveOf(tenant, device) ?? Make(tenant, device);
        used.Add(key.Id);
        return key;
    }

    // 96 random bits: a device would have to write 2^32 chunks under one key for a repetition to be worth a thought.
    public void Nonce(Span<byte> nonce) => RandomNumberGenerator.Fill(nonce);

    /// <summary>Makes sure that all keys that were given are in the ring for good; false when one of them may not be used any more.</summary>
    public Task<bool> KeepAsync(CancellationToken cancellationToken) => rings.KeepAsync(partition, used, made.Values, cancellationToken);

    private ChunkKey Make(string tenant, string device)
    {
        if (made.TryGetValue((tenant, device), out var known)) return known.Key;
        ulong id;
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        do
        {
            RandomNumberGenerator.Fill(random);
            id = BinaryPrimitives.ReadUInt64LittleEndian(random);
        }
        while (id == 0 || ring.Knows(id));
        var one = new RingKey(new ChunkKey(id, RandomNumberGenerator.GetBytes(SealedChunk.KeyLength)), tenant, device, Retired: false);
        made.Add((tenant, device), one);
        return one.Key;
    }
}
