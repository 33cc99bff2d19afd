using ServerlessIot.Domain.Archive.Columns.Cells;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns;

/// <summary>
/// What chunks of one segment have in common: names, texts, the size and shape of their numbers. Learned from some rows, and kept as these rows, encoded:
/// whoever reads them has learned the same. A chunk that was encoded with a model is decoded with the same one. Safe for any number of threads.
/// </summary>
public sealed class ChunkModel
{
    private ChunkModel(byte[] bytes, Memory memory)
    {
        Bytes = bytes;
        Memory = memory;
        Checksum = Crc32C.Of(bytes);
    }

    /// <summary>The model's bytes, to be kept with the chunks.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal Memory Memory { get; }

    internal uint Checksum { get; }

    /// <summary>Learns from some of the rows that will be encoded, one list a device; a thousand rows of a dozen devices are a good measure.</summary>
    /// <exception cref="ArgumentException">A list is none that <see cref="ColumnChunk.Encode"/> would take.</exception>
    public static ChunkModel Learn(IEnumerable<IReadOnlyList<DeviceEvent>> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var lists = samples.ToList();
        var votes = new ReferenceVotes();
        foreach (var rows in lists) ChunkFrame.Write(rows, new Memory(null) { Votes = votes }, 0, out _);
        var bytes = new List<byte>();
        var memory = new Memory(null);
        foreach (var rows in lists)
        {
            var next = new Memory(memory) { Hints = votes };
            var chunk = ChunkFrame.Write(rows, next, 0, out var columnar);
            if (!columnar) continue;
            Varint.Write(bytes, (uint)chunk.Length);
            bytes.AddRange(chunk);
            memory = next.Alone();
        }

        return new ChunkModel([.. bytes], memory);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="ChunkCorruptException">The bytes are none, or were damaged.</exception>
    public static ChunkModel Read(ReadOnlyMemory<byte> bytes) => Read(bytes, _ => { });

    /// <summary>The rows of which a model was learned.</summary>
    /// <exception cref="ChunkCorruptException">The bytes are none, or were damaged.</exception>
    public static IReadOnlyList<DeviceEvent> RowsOf(ReadOnlyMemory<byte> bytes)
    {
        var rows = new List<DeviceEvent>();
        Read(bytes, rows.AddRange);
        return rows;
    }

    private static ChunkModel Read(ReadOnlyMemory<byte> bytes, Action<DeviceEvent[]> each)
    {
        var memory = new Memory(null);
        for (var rest = bytes.Span; !rest.IsEmpty;)
        {
            var length = Varint.Read(ref rest);
            if (length > rest.Length) throw new ChunkCorruptException("The model ends too early.");
            var next = new Memory(memory);
            each(ChunkFrame.Read(rest[..(int)length], next, 0));
            memory = next.Alone();
            rest = rest[(int)length..];
        }

        return new ChunkModel(bytes.ToArray(), memory);
    }
}
