using ServerlessIot.Domain.Archive;

namespace ServerlessIot.Domain.Tests.Archive;

public sealed class SealedChunkTest
{
    private static readonly ChunkKey Key = new(0x0123456789ABCDEF, Bytes(SealedChunk.KeyLength, 1));
    private static readonly byte[] Nonce = Bytes(SealedChunk.NonceLength, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(5000)]
    public void What_is_sealed_comes_back(int length)
    {
        var chunk = Bytes(length, 3);
        var closed = SealedChunk.Seal(chunk, Key, Nonce, "tenant", "device");
        Assert.Equal(length + SealedChunk.Overhead, closed.Length);
        Assert.Equal(chunk, SealedChunk.Open(closed, Key, "tenant", "device"));
        if (length > 12) Assert.True(closed.AsSpan().IndexOf(chunk.AsSpan(0, 12)) < 0);
    }

    [Fact]
    public void Bytes_are_as_the_format_says() => Assert.Equal(
        "01" + Convert.ToHexString(Nonce) + Convert.ToHexString(Independent("chunk"u8.ToArray())),
        Convert.ToHexString(SealedChunk.Seal("chunk"u8, Key, Nonce, "tenänt", "device")));

    [Fact]
    public void Every_byte_that_is_changed_is_noticed()
    {
        var closed = SealedChunk.Seal(Bytes(40, 3), Key, Nonce, "tenant", "device");
        for (var at = 0; at < closed.Length; at++)
        {
            var changed = closed.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<ChunkCorruptException>(() => SealedChunk.Open(changed, Key, "tenant", "device"));
        }

        for (var length = 0; length < closed.Length; length++) Assert.Throws<ChunkCorruptException>(() => SealedChunk.Open(closed.AsSpan(0, length), Key, "tenant", "device"));
    }

    [Fact]
    public void Another_device_or_key_does_not_open_it()
    {
        var closed = SealedChunk.Seal(Bytes(40, 3), Key, Nonce, "tenant", "device");
        foreach (var (tenant, device) in new[] { ("tenant", "devic"), ("tenan", "tdevice"), ("tenantd", "evice"), ("device", "tenant"), ("", "") })
            Assert.Throws<ChunkCorruptException>(() => SealedChunk.Open(closed, Key, tenant, device));
        Assert.Throws<ChunkCorruptException>(() => SealedChunk.Open(closed, Key with { Id = 1 }, "tenant", "device"));
        Assert.Throws<ChunkCorruptException>(() => SealedChunk.Open(closed, Key with { Secret = Bytes(SealedChunk.KeyLength, 9) }, "tenant", "device"));
    }

    /// <summary>Ciphertext and tag, with the authenticated bytes written out.</summary>
    private static byte[] Independent(byte[] chunk)
    {
        byte[] context = [1, 0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01, .. "tenänt"u8, 0xFF, .. "device"u8];
        var (to, tag) = (new byte[chunk.Length], new byte[16]);
        using var cipher = new System.Security.Cryptography.AesGcm(Key.Secret.Span, 16);
        cipher.Encrypt(Nonce, chunk, to, tag, context);
        return [.. to, .. tag];
    }

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
