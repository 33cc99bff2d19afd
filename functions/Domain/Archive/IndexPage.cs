using System.IO.Compression;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive;

/// <summary>A page of an index is a gzip member, whose checksum tells whether it is whole.</summary>
internal static class IndexPage
{
    private const int MostUnpacked = 256 << 20;

    internal static byte[] Pack(ReadOnlySpan<byte> content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <exception cref="CorruptDataException">The page is damaged.</exception>
    internal static ReadOnlySpan<byte> Unpack(ReadOnlyMemory<byte> page)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(page.ToArray()), CompressionMode.Decompress);
            var content = new MemoryStream(page.Length * 4);
            var some = new byte[16384];
            for (int read; (read = gzip.Read(some)) > 0;)
            {
                if (content.Length + read > MostUnpacked) throw new CorruptDataException("A page of the index is too large.");
                content.Write(some, 0, read);
            }

            return content.GetBuffer().AsSpan(0, (int)content.Length);
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptDataException("A page of the index is damaged.", exception);
        }
    }
}
