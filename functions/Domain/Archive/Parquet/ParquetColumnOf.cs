using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>
/// A column whose values repeat, or do not: it begins with a dictionary (parquet-format, Encodings.md, "Dictionary Encoding",
/// RLE_DICTIONARY = 8) and gives it up for plain values once it saves nothing.
/// </summary>
/// <param name="name">Name in the schema.</param>
/// <param name="kind">What it holds.</param>
/// <param name="optional">Whether rows may lack it.</param>
/// <param name="write">Appends a value, plain.</param>
internal class ParquetColumnOf<T>(string name, ParquetKind kind, bool optional, Action<ByteWriter, T> write) : ParquetColumn(name, kind, optional)
    where T : notnull
{
    /// <summary>Entries that a dictionary may always have; above, or with more bytes, each must be used twice on average.</summary>
    private const int FreeEntries = 256;
    private const int FreeBytes = 64 << 10;

    /// <summary>Bytes that an entry takes besides its value, which is there as UTF-8 and, of texts, as UTF-16: place in the hash table, reference, header of a text.</summary>
    private const int EntrySize = 64;

    private readonly ByteWriter values = new();
    private Dictionary<T, int> numbers = [];
    private List<T> entries = [];
    private List<int> indices = [];
    private ByteWriter dictionary = new();
    private bool plain;

    /// <inheritdoc/>
    protected override long CellSize => values.Length + (dictionary.Length * 3L) + ((long)entries.Count * EntrySize) + ((long)indices.Count * sizeof(int));

    /// <inheritdoc/>
    protected override int Entries => entries.Count;

    /// <summary>Adds the cell of a row; rows without one are passed over.</summary>
    internal virtual void Add(int row, T value)
    {
        Mark(row);
        if (plain)
        {
            write(values, value);
            return;
        }

        if (!numbers.TryGetValue(value, out var number))
        {
            number = entries.Count;
            numbers.Add(value, number);
            entries.Add(value);
            write(dictionary, value);
        }

        indices.Add(number);
        if ((entries.Count > FreeEntries || dictionary.Length > FreeBytes) && entries.Count * 2 > indices.Count) GiveUp();
    }

    /// <inheritdoc/>
    protected override void WriteDictionary(ByteWriter to) => to.Raw(dictionary.Written.Span);

    /// <inheritdoc/>
    protected override void WriteCells(ByteWriter to)
    {
        if (Entries == 0)
        {
            to.Raw(values.Written.Span);
            return;
        }

        var bitWidth = HybridRuns.BitWidth(entries.Count - 1);
        to.Byte((byte)bitWidth);
        HybridRuns.Write(to, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(indices), bitWidth);
    }

    private void GiveUp()
    {
        plain = true;
        foreach (var index in indices) write(values, entries[index]);
        numbers = [];
        entries = [];
        indices = [];
        dictionary = new ByteWriter();
    }
}
