using System.Buffers.Binary;
using System.Security.Cryptography;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Rings;

/// <summary>
/// The keys of one partition's devices. Never changes. As bytes: <c>IOTK</c>, version 1, CRC-32C of what follows (4 bytes, little endian), keys (count; each id, tenant, device, its
/// 32 bytes, whether it is retired), destroyed keys (count; each id, when, SHA-256), numbers and texts as <see cref="ByteWriter"/> writes them.
/// </summary>
public sealed class KeyRing
{
    private const byte Version = 1;
    private const int Head = 9;
    private readonly Dictionary<ulong, RingKey> keys;
    private readonly Dictionary<ulong, DestroyedKey> destroyed;
    private readonly Dictionary<(string Tenant, string Device), RingKey> live = [];

    private KeyRing(Dictionary<ulong, RingKey> keys, Dictionary<ulong, DestroyedKey> destroyed)
    {
        (this.keys, this.destroyed) = (keys, destroyed);
        foreach (var one in keys.Values.Where(one => !one.Retired)) live.TryAdd((one.Tenant, one.Device), one);
    }

    /// <summary>A ring without keys.</summary>
    public static KeyRing Empty { get; } = new([], []);

    private static ReadOnlySpan<byte> Magic => "IOTK"u8;

    /// <summary>A key that is there; null when it is not.</summary>
    public RingKey? Find(ulong id) => keys.GetValueOrDefault(id);

    /// <summary>A key that was destroyed; null when it was not.</summary>
    public DestroyedKey? FindDestroyed(ulong id) => destroyed.GetValueOrDefault(id);

    /// <summary>Whether it knows of a key, be it there or destroyed.</summary>
    public bool Knows(ulong id) => keys.ContainsKey(id) || destroyed.ContainsKey(id);

    /// <summary>The key under which a device's chunks are sealed; null when it has none.</summary>
    public ChunkKey? LiveOf(string tenant, string device) => live.GetValueOrDefault((tenant, device))?.Key;

    /// <summary>All keys of a device that are there.</summary>
    public IReadOnlyList<RingKey> Of(string tenant, string device) => [.. keys.Values.Where(one => one.Tenant == tenant && one.Device == device)];

    internal KeyRing With(IEnumerable<RingKey> more)
    {
        var all = new Dictionary<ulong, RingKey>(keys);
        foreach (var one in more) all[one.Key.Id] = one;
        return new KeyRing(all, destroyed);
    }

    internal KeyRing Without(IEnumerable<ulong> ids, long now)
    {
        var (left, gone) = (new Dictionary<ulong, RingKey>(keys), new Dictionary<ulong, DestroyedKey>(destroyed));
        foreach (var id in ids)
        {
            if (left.Remove(id, out var one)) gone[id] = new DestroyedKey(id, now, SHA256.HashData(one.Key.Secret.Span));
        }

        return new KeyRing(left, gone);
    }

    internal byte[] Write()
    {
        var to = new ByteWriter();
        to.Raw(Magic);
        to.Byte(Version);
        to.Raw([0, 0, 0, 0]);
        to.Unsigned((ulong)keys.Count);
        foreach (var one in keys.Values)
        {
            to.Fixed64(one.Key.Id);
            to.Text(one.Tenant);
            to.Text(one.Device);
            to.Bytes(one.Key.Secret.Span);
            to.Byte(one.Retired ? (byte)1 : (byte)0);
        }

        to.Unsigned((ulong)destroyed.Count);
        foreach (var one in destroyed.Values)
        {
            to.Fixed64(one.Id);
            to.Signed(one.At);
            to.Bytes(one.Sha256.Span);
        }

        var bytes = to.Written.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(5), Crc32C.Of(bytes.AsSpan(Head)));
        return bytes;
    }

    /// <exception cref="CorruptDataException">The bytes are no ring, or were damaged.</exception>
    internal static KeyRing Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head || !bytes.StartsWith(Magic)) throw new CorruptDataException("The bytes are no key ring.");
        if (bytes[4] != Version) throw new CorruptDataException($"The key ring has version {bytes[4]}; this code reads version {Version}.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[5..]) != Crc32C.Of(bytes[Head..])) throw new CorruptDataException("The key ring is damaged.");
        var from = new ByteReader(bytes[Head..]);
        var (keys, destroyed) = (new Dictionary<ulong, RingKey>(), new Dictionary<ulong, DestroyedKey>());
        for (var left = from.Count(); left > 0; left--)
        {
            var (id, tenant, device) = (from.Fixed64(), from.Text(), from.Text());
            keys[id] = new RingKey(new ChunkKey(id, from.Bytes().ToArray()), tenant, device, from.Byte() == 1);
        }

        for (var left = from.Count(); left > 0; left--)
        {
            var id = from.Fixed64();
            destroyed[id] = new DestroyedKey(id, from.Signed(), from.Bytes().ToArray());
        }

        return new KeyRing(keys, destroyed);
    }
}
