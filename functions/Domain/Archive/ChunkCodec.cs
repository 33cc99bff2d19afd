using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>Chunks in every format; of sealed ones what is inside.</summary>
public static class ChunkCodec
{
    /// <summary>Packs rows of one device, columns with the model that the segment's chunks have in common, if there is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static byte[] Encode(ChunkFormat format, IReadOnlyList<DeviceEvent> rows, ChunkModel? model = null) => format switch
    {
        ChunkFormat.JsonLines => LineChunk.Encode(rows),
        ChunkFormat.Columns or ChunkFormat.Sealed => ColumnChunk.Encode(rows, model),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    /// <summary>Unpacks a chunk, with the model that it was packed with.</summary>
    /// <exception cref="CorruptDataException">It is damaged, or of a format that this code does not know.</exception>
    public static IReadOnlyList<DeviceEvent> Decode(ChunkFormat format, ReadOnlyMemory<byte> chunk, ChunkModel? model = null) => format switch
    {
        ChunkFormat.JsonLines => LineChunk.Decode(chunk),
        ChunkFormat.Columns or ChunkFormat.Sealed => ColumnChunk.Decode(chunk.Span, model),
        _ => throw new CorruptDataException($"The chunk has format {(byte)format}, which this code does not know."),
    };
}
