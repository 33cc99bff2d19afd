using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>Unpacks one gzip member (RFC 1952), as far as a bound and no further.</summary>
internal static class Gzip
{
    /// <param name="packed">The whole member.</param>
    /// <param name="limit">Most bytes that may come out.</param>
    /// <exception cref="Problem">It is not gzip, cut off, damaged, or holds more than <paramref name="limit"/> bytes.</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, int limit)
    {
        var output = new ArrayBufferWriter<byte>();
        using var stream = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        try
        {
            while (stream.Read(output.GetSpan(4_096)) is > 0 and var count)
            {
                output.Advance(count);
                if (output.WrittenCount > limit)
                    throw Problems.TooLarge($"the body has more than {limit} bytes");
            }
        }
        catch (InvalidDataException)
        {
            throw Problems.BadRequest("the body is not gzip, or is damaged");
        }
        // .NET takes a stream that is cut off for one that ends; the length at a member's end tells (RFC 1952, 2.3.1).
        return packed.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(packed.Span[^4..]) == (uint)output.WrittenCount
            ? output.WrittenMemory
            : throw Problems.BadRequest("the body is cut off, or has more than one gzip member");
    }
}
