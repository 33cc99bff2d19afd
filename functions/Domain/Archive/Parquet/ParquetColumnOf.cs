using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>
/// A column whose values repeat, or do not: it begins each row group with a dictionary (parquet-format, Encodings.md, "Dictionary Encoding",
/// RLE_DICTIONARY = 8) and gives it up for plain values once it saves nothing.
/// </summary>
/// <param name="name">Name in the schema.</param>
/// <param name="kind">What it holds.</param>
/// <param name="optional">Whether rows may lack it.</param>
/// <param name="write">Appends a value, plain.</param>
internal class ParquetColumnOf<T>(string name, ParquetKind kind, bool optional, Action<ByteWriter, T> write) : ParquetColumn(name, kind, optional)
    where T : notnull
{
    /// <summary>Entries that a dictionary may always have; above, each must be used twice on average.</summary>
    private const int FreeEntries = 256;

    /// <summary>Bytes that an entry takes besides its value: place in the hash table, reference, header of a text.</summary>
    private const int EntrySize = 64;

    private readonly Dictionary<T, int> numbers = [];
    private readonly List<T> entries = [];
    private readonly List<int> indices = [];
    private readonly ByteWriter values = new();
    private readonly ByteWriter dictionary = new();
    private bool plain;

    /// <inheritdoc/>
    internal override long Size => values.Length + dictionary.Length + ((long)entries.Count * EntrySize) + ((long)indices.Count * sizeof(int));

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
        if (entries.Count > FreeEntries && entries.Count * 2 > indices.Count) GiveUp();
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

    /// <inheritdoc/>
    protected override void Clear()
    {
        Forget();
        values.Clear();
        plain = false;
    }

    private void GiveUp()
    {
        plain = true;
        foreach (var index in indices) write(values, entries[index]);
        Forget();
    }

    private void Forget()
    {
        numbers.Clear();
        entries.Clear();
        indices.Clear();
        dictionary.Clear();
    }
}
