namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>Codes texts that come for the first time: UTF-16 code units, the high byte, then the low byte, after the last ones and by its place.</summary>
internal sealed class CharacterModel
{
    private const int Values = 256;

    // Contexts of low bytes: six bits of the last low byte, where the high byte is 0; one for all other scripts.
    private const int Contexts = 65;
    private const int Places = 16;
    private readonly NumberModel _length;
    private readonly uint[] _high;
    private readonly uint[] _low;
    private readonly uint[] _any;
    private readonly uint[] _place;
    private readonly int[] _weights;

    internal CharacterModel()
    {
        _length = new NumberModel();
        _high = Counter.Many(2 * Values);
        _low = Counter.Many(Contexts * Values);
        _any = Counter.Many(Values);
        _place = Counter.Many(Places * Values);
        _weights = Mixer.Weights(8);
    }

    private CharacterModel(CharacterModel from)
    {
        _length = from._length.Copy();
        _high = [.. from._high];
        _low = [.. from._low];
        _any = [.. from._any];
        _place = [.. from._place];
        _weights = [.. from._weights];
    }

    internal CharacterModel Copy() => new(this);

    /// <summary>Codes a text.</summary>
    /// <param name="coder">Writes or reads.</param>
    /// <param name="text">The text; any when reading.</param>
    /// <param name="limit">Code units that it has at most.</param>
    /// <exception cref="ChunkCorruptException">What is read is longer.</exception>
    internal string Code(BinaryCoder coder, string text, int limit)
    {
        var length = _length.Code(coder, text.Length, 0);
        if (length < 0 || length > limit) throw new ChunkCorruptException("A text of the chunk is too long.");
        var units = coder.Reading ? new char[length] : text.ToCharArray();
        int high = 0, low = 0;
        for (var i = 0; i < units.Length; i++)
        {
            high = CodeHigh(coder, units[i] >> 8, high);
            low = CodeLow(coder, units[i] & 0xFF, high == 0 ? low & 63 : Contexts - 1, Math.Min(i, Places - 1));
            units[i] = (char)((high << 8) | low);
        }

        return coder.Reading ? new string(units) : text;
    }

    private int CodeHigh(BinaryCoder coder, int value, int last)
    {
        var node = 1;
        for (var i = 7; i >= 0; i--) node = (node << 1) | Counter.Code(coder, ref _high[(Math.Min(last, 1) * Values) + node], (value >> i) & 1);
        return node - Values;
    }

    private int CodeLow(BinaryCoder coder, int value, int context, int place)
    {
        var node = 1;
        for (var i = 7; i >= 0; i--)
        {
            var bit = (value >> i) & 1;
            node = (node << 1) | Mixer.Code(coder, bit, ref _any[node], ref _low[(context * Values) + node], ref _place[(place * Values) + node], _weights.AsSpan((7 - i) * Mixer.Inputs, Mixer.Inputs));
        }

        return node - Values;
    }
}
