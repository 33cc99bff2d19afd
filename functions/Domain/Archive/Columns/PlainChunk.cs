using System.Buffers;
using System.IO.Compression;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns;

/// <summary>The body of a chunk whose rows do not fit columns, such as a device that names its measures anew with every message: Brotli of JSON lines.</summary>
internal static class PlainChunk
{
    /// <summary>Bytes of JSON lines at most.</summary>
    internal const int Most = 1 << 28;
    private const int Block = 1 << 16;

    // Quality 5 of 11 and a window of 4 MiB: fast, and such chunks are rare.
    private const int Quality = 5;
    private const int Window = 22;

    /// <summary>Writes the rows.</summary>
    /// <exception cref="ArgumentException">They take more than <see cref="Most"/> bytes.</exception>
    internal static byte[] Write(IReadOnlyList<DeviceEvent> rows)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            EventJson.Write(lines, row);
            lines.Write("\n"u8);
            if (lines.WrittenCount > Most) throw new ArgumentException("The rows are too large for one chunk.", nameof(rows));
        }

        var to = new byte[BrotliEncoder.GetMaxCompressedLength(lines.WrittenCount)];
        if (!BrotliEncoder.TryCompress(lines.WrittenSpan, to, out var length, Quality, Window)) throw new ArgumentException("The rows are too large for one chunk.", nameof(rows));
        return to[..length];
    }

    /// <summary>Reads the rows.</summary>
    /// <exception cref="ChunkCorruptException">The bytes are no rows, or not as many.</exception>
    internal static DeviceEvent[] Read(ReadOnlySpan<byte> body, int count)
    {
        var lines = Decompress(body).WrittenMemory;
        var rows = new DeviceEvent[count];
        for (var i = 0; i < count; i++)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            if (end < 0 || !EventJson.TryRead(lines[..end], out rows[i]!)) throw new ChunkCorruptException("A line of the chunk is no event.");
            lines = lines[(end + 1)..];
        }

        return lines.IsEmpty ? rows : throw new ChunkCorruptException("The chunk has more lines than it says.");
    }

    private static ArrayBufferWriter<byte> Decompress(ReadOnlySpan<byte> body)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var decoder = new BrotliDecoder();
        while (true)
        {
            var status = decoder.Decompress(body, lines.GetSpan(Block), out var consumed, out var written);
            body = body[consumed..];
            lines.Advance(written);
            if (status == OperationStatus.Done && body.IsEmpty) return lines;
            if (status != OperationStatus.DestinationTooSmall || lines.WrittenCount > Most) throw new ChunkCorruptException("The chunk's lines cannot be decompressed.");
        }
    }
}
