namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// Codes the texts of one column one after another: which of the last patterns the text has (or a new one, spelled out), then the pattern's numbers,
/// each predicted from the one at the same place before.
/// </summary>
internal sealed class TextStream
{
    /// <summary>Patterns that are remembered.</summary>
    private const int Most = 256;
    private readonly NumberModel _ranks;
    private readonly List<string> _patterns;
    private readonly List<NumberStream> _slots;
    private readonly HexModel _hex;
    private long _rank;

    internal TextStream()
    {
        _ranks = new NumberModel();
        _patterns = [];
        _slots = [];
        _hex = new HexModel();
    }

    private TextStream(TextStream from)
    {
        _ranks = from._ranks.Copy();
        _patterns = [.. from._patterns];
        _slots = from._slots.ConvertAll(slot => slot.Copy());
        _hex = from._hex.Copy();
    }

    /// <summary>What this stream has learned, at the start of another column.</summary>
    internal TextStream Copy() => new(this);

    /// <summary>Whether the pattern is one of the last.</summary>
    internal bool Knows(string pattern) => _patterns.Contains(pattern);

    /// <summary>Codes the next text.</summary>
    /// <param name="coder">Writes or reads.</param>
    /// <param name="characters">For new patterns.</param>
    /// <param name="budget">Code units that may still be read.</param>
    /// <param name="pattern">The text's pattern; any when reading.</param>
    /// <param name="text">The text; any when reading.</param>
    internal string Code(BinaryCoder coder, CharacterModel characters, TextBudget budget, string pattern, string text)
    {
        pattern = CodePattern(coder, characters, budget, pattern);
        if (TextPattern.IsLiteral(pattern, out var literal)) return coder.Reading && literal.Length < pattern.Length ? budget.Take(literal) : literal;
        if (!coder.Reading)
        {
            new PatternWriter(this, coder, text).Walk(pattern);
            return text;
        }

        var reader = new PatternReader(this, coder);
        reader.Walk(pattern);
        return budget.Take(reader.Text);
    }

    /// <summary>Codes a number of a pattern.</summary>
    internal long Number(BinaryCoder coder, int slot, long value)
    {
        while (_slots.Count <= slot) _slots.Add(new NumberStream());
        return _slots[slot].Code(coder, value, 0, [], out _);
    }

    /// <summary>Codes 32 hexadecimal digits of a UUID.</summary>
    internal UInt128 Uuid(BinaryCoder coder, int slot, UInt128 value)
    {
        var version = _hex.Version(coder, (uint)(value >> 76) & 15);
        var variant = _hex.Variant(coder, (uint)(value >> 60) & 15);

        // Version 7 begins with the time.
        var high = version == 7 ? (ulong)Number(coder, slot, (long)(ulong)(value >> 80)) & 0xFFFF_FFFF_FFFF : coder.Plain((ulong)(value >> 80), 48);
        var middle = coder.Plain((ulong)(value >> 64) & 0xFFF, 12);
        var low = coder.Plain((ulong)value & 0x0FFF_FFFF_FFFF_FFFF, 60);
        return ((UInt128)((high << 16) | ((ulong)version << 12) | middle) << 64) | ((ulong)variant << 60) | low;
    }

    private string CodePattern(BinaryCoder coder, CharacterModel characters, TextBudget budget, string pattern)
    {
        var rank = coder.Reading ? 0 : _patterns.IndexOf(pattern);

        // The last pattern is 0, the one before it 1 …, a new one -1.
        rank = (int)Math.Clamp(_ranks.Code(coder, rank, _rank), -1, Most);
        _rank = rank;
        if (rank >= _patterns.Count) throw new ChunkCorruptException("A text of the chunk has a pattern that is not there.");
        if (rank >= 0)
        {
            pattern = _patterns[rank];
            if (rank == 0) return pattern;
            _patterns.RemoveAt(rank);
        }
        else
        {
            pattern = characters.Code(coder, pattern, TextBudget.Longest);
            if (coder.Reading) TextPattern.Check(budget.Take(pattern));
            if (_patterns.Count == Most) _patterns.RemoveAt(Most - 1);
        }

        _patterns.Insert(0, pattern);
        return pattern;
    }
}
