using ServerlessIot.Domain.Archive.Columns.Cells;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns;

/// <summary>Rows of one device in columns: lossless, checked, small. The format is described byte by byte in FORMAT.md beside this folder.</summary>
public static class ColumnChunk
{
    /// <summary>Rows of a chunk at most.</summary>
    public const int MostRows = ChunkFrame.MostRows;

    /// <summary>Encodes rows.</summary>
    /// <param name="rows">1 to <see cref="MostRows"/> rows of one tenant and device, in any order, which is kept.</param>
    /// <param name="model">What the segment's chunks have in common; null for a chunk that is read alone.</param>
    /// <exception cref="ArgumentException">The rows are none, too many, too large, or of more than one device.</exception>
    public static byte[] Encode(IReadOnlyList<DeviceEvent> rows, ChunkModel? model = null)
        => ChunkFrame.Write(rows, new Memory(model?.Memory), model?.Checksum ?? 0, out _);

    /// <summary>Decodes the rows of a chunk.</summary>
    /// <param name="chunk">The chunk's bytes, all of them and no others.</param>
    /// <param name="model">The model that it was encoded with.</param>
    /// <exception cref="ChunkCorruptException">The bytes are no chunk, were damaged, or were encoded with another model.</exception>
    public static DeviceEvent[] Decode(ReadOnlySpan<byte> chunk, ChunkModel? model = null)
        => ChunkFrame.Read(chunk, new Memory(model?.Memory), model?.Checksum ?? 0);
}
