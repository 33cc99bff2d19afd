using System.IO.Compression;

namespace ServerlessIot.Steps.Running;

/// <summary>Deflated bytes (RFC 1951), for outcomes that hold many documents: an append of a journal must stay within one block.</summary>
internal static class Packed
{
    /// <summary>Most bytes that unpack, so that a broken length cannot fill the memory.</summary>
    private const int Most = 256 << 20;

    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Unpack(ReadOnlyMemory<byte> packed)
    {
        using var inflate = new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        var chunk = new byte[64 << 10];
        for (int read; (read = inflate.Read(chunk)) > 0;)
        {
            bytes.Write(chunk, 0, read);
            if (bytes.Length > Most) throw new InvalidDataException($"An outcome unpacks to more than {Most} bytes.");
        }

        return bytes.ToArray();
    }
}
