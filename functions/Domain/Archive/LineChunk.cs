using System.Buffers;
using System.IO.Compression;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>Rows as a gzip member of JSON lines. Members one after another are a gzip file again.</summary>
public static class LineChunk
{
    /// <summary>Bytes that a chunk may unpack to: SegmentBuilder ends a chunk at some 32 MiB, and what is larger than this was not written by it.</summary>
    private const int MostUnpacked = 1 << 30;

    /// <summary>Packs rows.</summary>
    public static byte[] Encode(IReadOnlyList<DeviceEvent> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var lines = new ArrayBufferWriter<byte>(rows.Count * 512);
        foreach (var row in rows)
        {
            EventJson.Write(lines, row);
            lines.Write("\n"u8);
        }

        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(lines.WrittenSpan);
        return packed.ToArray();
    }

    /// <summary>Unpacks rows.</summary>
    /// <exception cref="CorruptDataException">The bytes are damaged, or hold a line that is no event.</exception>
    public static List<DeviceEvent> Decode(ReadOnlyMemory<byte> packed) => Decode(packed, _ => true).Rows;

    /// <summary>Unpacks the rows whose line passes a filter, which alone are parsed.</summary>
    /// <returns>The rows, and how many lines there are in all.</returns>
    /// <exception cref="CorruptDataException">The bytes are damaged, or hold a line that is no event.</exception>
    public static (List<DeviceEvent> Rows, int Lines) Decode(ReadOnlyMemory<byte> packed, Func<ReadOnlyMemory<byte>, bool> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rest = Unpack(packed);
        var (rows, lines) = (new List<DeviceEvent>(), 0);
        for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            lines++;
            if (!filter(rest[..end])) continue;
            rows.Add(EventJson.TryRead(rest[..end], out var e) ? e : throw new CorruptDataException("A line is no event."));
        }

        return rest.IsEmpty ? (rows, lines) : throw new CorruptDataException("The last line does not end.");
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var unpacked = new MemoryStream(packed.Length * 8);
            var some = ArrayPool<byte>.Shared.Rent(1 << 16);
            for (int read; (read = gzip.Read(some)) > 0;)
            {
                if (unpacked.Length + read > MostUnpacked) throw new CorruptDataException("A chunk unpacks to more than 1 GiB.");
                unpacked.Write(some, 0, read);
            }

            ArrayPool<byte>.Shared.Return(some);
            return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptDataException("The gzip member is damaged.", exception);
        }
    }
}
