using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Domain.Archive;

/// <summary>
/// A chunk under its device's key: AES-256-GCM (NIST SP 800-38D). Version (a byte), nonce (12 bytes), ciphertext, tag (16 bytes). With it are authenticated the
/// version, the key's id, tenant and device: a chunk cannot be passed off as another device's.
/// </summary>
public static class SealedChunk
{
    /// <summary>Bytes that sealing adds to a chunk.</summary>
    public const int Overhead = 1 + NonceLength + TagLength;

    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceLength = 12;

    private const byte Version = 1;
    private const int TagLength = 16;

    /// <summary>Seals a chunk.</summary>
    /// <exception cref="ArgumentException">Key or nonce have another length.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> chunk, ChunkKey key, ReadOnlySpan<byte> nonce, string tenant, string device)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (nonce.Length != NonceLength) throw new ArgumentException($"A nonce has {NonceLength} bytes.", nameof(nonce));
        var to = new byte[chunk.Length + Overhead];
        to[0] = Version;
        nonce.CopyTo(to.AsSpan(1));
        using var cipher = Cipher(key);
        cipher.Encrypt(nonce, chunk, to.AsSpan(1 + NonceLength, chunk.Length), to.AsSpan(to.Length - TagLength), Context(key, tenant, device));
        return to;
    }

    /// <summary>Opens a chunk.</summary>
    /// <exception cref="ChunkCorruptException">It was damaged, or sealed for another device or under another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> from, ChunkKey key, string tenant, string device)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (from.Length <= Overhead) throw new ChunkCorruptException("The sealed chunk is too short.");
        if (from[0] != Version) throw new ChunkCorruptException($"The sealed chunk has version {from[0]}, but this code reads version {Version}.");
        var chunk = new byte[from.Length - Overhead];
        try
        {
            using var cipher = Cipher(key);
            cipher.Decrypt(from.Slice(1, NonceLength), from.Slice(1 + NonceLength, chunk.Length), from[^TagLength..], chunk, Context(key, tenant, device));
            return chunk;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new ChunkCorruptException("The sealed chunk was damaged, or sealed for another device or under another key.");
        }
    }

    private static AesGcm Cipher(ChunkKey key) => key.Secret.Length == KeyLength ? new AesGcm(key.Secret.Span, TagLength) : throw new ArgumentException($"A key has {KeyLength} bytes.", nameof(key));

    /// <summary>What is authenticated besides: version, key id (8 bytes, little endian), tenant, 0xFF, device (UTF-8, in which 0xFF never comes).</summary>
    private static byte[] Context(ChunkKey key, string tenant, string device)
    {
        var length = Encoding.UTF8.GetByteCount(tenant);
        var context = new byte[10 + length + Encoding.UTF8.GetByteCount(device)];
        context[0] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(context.AsSpan(1), key.Id);
        Encoding.UTF8.GetBytes(tenant, context.AsSpan(9));
        context[9 + length] = 0xFF;
        Encoding.UTF8.GetBytes(device, context.AsSpan(10 + length));
        return context;
    }
}
