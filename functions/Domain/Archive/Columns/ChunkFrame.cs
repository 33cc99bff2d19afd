using System.Buffers.Binary;
using ServerlessIot.Domain.Archive.Columns.Cells;
using ServerlessIot.Domain.Archive.Columns.Coding;
using ServerlessIot.Domain.Archive.Columns.Rows;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns;

/// <summary>The outside of a chunk: version, checksum, how its rows are kept, how many there are.</summary>
internal static class ChunkFrame
{
    internal const byte Version = 1;
    internal const int MostRows = 131_072;
    private const int Checksum = 1;
    private const int Head = Checksum + sizeof(uint);
    private const byte InColumns = 0;
    private const byte InLines = 1;

    internal static byte[] Write(IReadOnlyList<DeviceEvent> rows, Memory memory, uint model, out bool columnar)
    {
        Check(rows);
        var table = RowsToTable.Turn(rows, memory.Layout);
        columnar = table is not null;
        var to = new List<byte> { Version, 0, 0, 0, 0, columnar ? InColumns : InLines };
        Varint.Write(to, (uint)rows.Count);
        to.AddRange(table is null ? PlainChunk.Write(rows) : WriteColumns(table, memory));
        var chunk = to.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(Checksum), ChecksumOf(chunk, model));
        return chunk;
    }

    internal static DeviceEvent[] Read(ReadOnlySpan<byte> chunk, Memory memory, uint model)
    {
        if (chunk.Length <= Head) throw new ChunkCorruptException("The chunk is too short.");
        if (chunk[0] != Version) throw new ChunkCorruptException($"The chunk has version {chunk[0]}, but this code reads version {Version}.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(chunk[Checksum..]) != ChecksumOf(chunk, model)) throw new ChunkCorruptException("The chunk's checksum is wrong, or its model is another one.");
        var kind = chunk[Head];
        var rest = chunk[(Head + 1)..];
        var rows = Varint.Read(ref rest);
        if (rows is 0 or > MostRows) throw new ChunkCorruptException("The chunk's number of rows is out of range.");
        return kind switch
        {
            InColumns => ReadColumns(rest, (int)rows, memory),
            InLines => PlainChunk.Read(rest, (int)rows),
            _ => throw new ChunkCorruptException("The chunk keeps its rows in no way that is known."),
        };
    }

    private static void Check(IReadOnlyList<DeviceEvent> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count is 0 or > MostRows) throw new ArgumentException($"A chunk has 1 to {MostRows} rows, not {rows.Count}.", nameof(rows));
        var (tenant, device) = (rows[0].Tenant, rows[0].Device);
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Device != device || rows[i].Tenant != tenant) throw new ArgumentException("A chunk has the rows of one device.", nameof(rows));
        }
    }

    private static byte[] WriteColumns(RowTable table, Memory memory)
    {
        var coder = new BinaryCoder();
        table.Code(new ColumnCoder(coder, memory, table.Rows));
        return coder.Finish();
    }

    private static DeviceEvent[] ReadColumns(ReadOnlySpan<byte> body, int rows, Memory memory)
    {
        var coder = new BinaryCoder(body);
        var table = new RowTable(rows);
        table.Code(new ColumnCoder(coder, memory, rows));
        coder.End();
        return TableToRows.Turn(table);
    }

    /// <summary>CRC-32C of all bytes but its own, going on from the model's.</summary>
    private static uint ChecksumOf(ReadOnlySpan<byte> chunk, uint model) => Crc32C.Of(chunk[Head..], Crc32C.Of(chunk[..Checksum], model));
}
