using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>
/// Writes events as a Parquet file (apache/parquet-format 2.10) into a stream that need not seek: one row group in memory at a time, a column chunk each of
/// one gzip data page, plain or with a dictionary; times with their least and greatest of the row group. For columns see <see cref="ParquetNames"/>. The order of a
/// row's measurements and of its attributes is the columns', not the row's; everything else of a row is kept, doubles bit by bit. A file that was not
/// completed lacks its footer and is refused by readers.
/// </summary>
/// <param name="to">Where to; stays open.</param>
/// <param name="names">Names that get columns; values of others are kept in the column <c>more</c>.</param>
/// <param name="rowsPerGroup">Rows of a row group at most, 1 to 100,000.</param>
public sealed class ParquetWriter(Stream to, ParquetNames names, int rowsPerGroup = ParquetWriter.MostRows)
{
    /// <summary>Rows of a row group, at most.</summary>
    public const int MostRows = 100_000;

    /// <summary>Bytes that a row group takes in memory from which on it is written. Buffers grow by doubling and packing takes a column twice, so all stays below 64 MiB.</summary>
    private const long FullGroup = 16 << 20;

    /// <summary>Rows after which the size is looked at again.</summary>
    private const int Look = 64;

    private readonly ParquetFooter footer = new(new EventColumns(names).All);
    private readonly ByteWriter page = new();
    private readonly ByteWriter buffer = new();
    private readonly int mostRows = rowsPerGroup is > 0 and <= MostRows ? rowsPerGroup : throw new ArgumentOutOfRangeException(nameof(rowsPerGroup));
    private EventColumns columns = new(names);
    private long position;
    private int rows;
    private bool ended;

    /// <summary>First and last bytes of a file.</summary>
    internal static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Adds a row, and writes the row group when it is full.</summary>
    /// <exception cref="InvalidOperationException">The file is complete, or an earlier row could not be written.</exception>
    /// <exception cref="System.Text.EncoderFallbackException">A text has half a surrogate pair. The file cannot be completed.</exception>
    public async ValueTask AddAsync(DeviceEvent e, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(e);
        ThrowIfEnded();
        ended = true; // what was added or written in part must not be followed by more
        columns.Add(rows++, e);
        if (rows == mostRows || (rows % Look == 0 && columns.Size >= FullGroup)) await WriteGroupAsync(cancellationToken);
        ended = false;
    }

    /// <summary>Writes what is left, and the footer.</summary>
    /// <exception cref="InvalidOperationException">The file is complete already, or a row could not be written.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        ended = true;
        if (rows > 0) await WriteGroupAsync(cancellationToken);
        if (position == 0) buffer.Raw(Magic);
        footer.Write(buffer, [new("serverlessiot.format", "events-1")]);
        await FlushAsync(cancellationToken);
    }

    private void ThrowIfEnded()
    {
        if (ended) throw new InvalidOperationException("The file is complete, or a row could not be written.");
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        if (position == 0) buffer.Raw(Magic);
        var start = position + buffer.Length;
        var chunks = new List<ParquetChunk>(columns.All.Count);
        foreach (var column in columns.All)
        {
            chunks.Add(column.Write(buffer, page, rows));
            await FlushAsync(cancellationToken);
        }

        footer.Add(start, rows, chunks);
        columns = new EventColumns(names);
        rows = 0;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await to.WriteAsync(buffer.Written, cancellationToken);
        position += buffer.Length;
        buffer.Clear();
    }
}
