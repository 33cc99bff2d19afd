using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace ServerlessIot.Domain.Decoding.Records;

/// <summary>Decompresses zlib (RFC 1950) and gzip (RFC 1952) into one buffer that is used again; how much is bounded for each body and for the record.</summary>
internal sealed class Inflater
{
    /// <summary>Bytes of gzip that holds nothing or little: head, check and length, without what is compressed.</summary>
    private const int SmallestGzip = 18;

    private byte[] _buffer = [];
    private int _left;

    /// <summary>Another record follows.</summary>
    internal void Reset() => _left = PayloadLimits.Bytes;

    /// <summary>Decompresses one body; what came of the one before is overwritten.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="inflated">What came of it.</param>
    /// <param name="gzip">Whether it is gzip, of one member, instead of zlib.</param>
    internal Refusal? Inflate(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> inflated, bool gzip = false)
    {
        inflated = default;
        var format = gzip ? "gzip" : "zlib";
        var most = (int)Math.Min(_left, (long)body.Length * PayloadLimits.InflatedTimes);
        if (_buffer.Length == 0) _buffer = new byte[PayloadLimits.Bytes];
        if (!MemoryMarshal.TryGetArray(body, out var source) || source.Array == _buffer) source = body.ToArray();
        var length = 0;
        try
        {
            var compressed = new MemoryStream(source.Array!, source.Offset, source.Count, writable: false);
            using Stream stream = gzip ? new GZipStream(compressed, CompressionMode.Decompress) : new ZLibStream(compressed, CompressionMode.Decompress);
            for (int read; length < most && (read = stream.Read(_buffer, length, most - length)) > 0;) length += read;
            if (length == most && stream.ReadByte() >= 0) return Refusals.InflatedTooLarge(body.Length);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return Refusals.Malformed(format, 0);
        }

        // A body that was cut off ends without complaint; its check is not there, or is that of more (RFC 1950, section 2.2; RFC 1952, section 2.3).
        var end = source.AsSpan();
        if (end.Length < (gzip ? SmallestGzip : sizeof(uint)) || (gzip ? BinaryPrimitives.ReadUInt32LittleEndian(end[^sizeof(uint)..]) != length : BinaryPrimitives.ReadUInt32BigEndian(end[^sizeof(uint)..]) != Adler32(_buffer.AsSpan(0, length))))
            return Refusals.Malformed(format, body.Length);
        _left -= length;
        inflated = _buffer.AsMemory(0, length);
        return null;
    }

    /// <summary>Adler-32 (RFC 1950, section 9).</summary>
    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const int Base = 65_521;
        const int MostBeforeModulo = 5_552;
        var (a, b) = (1u, 0u);
        while (bytes.Length > 0)
        {
            var some = bytes[..Math.Min(bytes.Length, MostBeforeModulo)];
            foreach (var one in some)
            {
                a += one;
                b += a;
            }

            (a, b) = (a % Base, b % Base);
            bytes = bytes[some.Length..];
        }

        return (b << 16) | a;
    }
}
