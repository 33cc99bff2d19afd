using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>Chunks in every format.</summary>
public static class ChunkCodec
{
    /// <summary>Packs rows of one device.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static byte[] Encode(ChunkFormat format, IReadOnlyList<DeviceEvent> rows) => format switch
    {
        ChunkFormat.JsonLines => LineChunk.Encode(rows),
        ChunkFormat.Columns => ColumnChunk.Encode(rows),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    /// <summary>Unpacks a chunk.</summary>
    /// <exception cref="CorruptDataException">It is damaged, or of a format that this code does not know.</exception>
    public static IReadOnlyList<DeviceEvent> Decode(ChunkFormat format, ReadOnlyMemory<byte> chunk) => format switch
    {
        ChunkFormat.JsonLines => LineChunk.Decode(chunk),
        ChunkFormat.Columns => ColumnChunk.Decode(chunk.Span),
        _ => throw new CorruptDataException($"The chunk has format {(byte)format}, which this code does not know."),
    };
}
