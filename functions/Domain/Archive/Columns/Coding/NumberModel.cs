using System.Numerics;

namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// Codes signed numbers that are mostly small: the length of the magnitude in bits (0 to 64), told by three counters (alone; after the last two lengths;
/// beside a neighbour's length), the sign, then the magnitude's other bits, of which the highest three have counters.
/// </summary>
internal sealed class NumberModel
{
    private const int Lengths = 64;
    private const int Classes = 32;
    private const int Told = 3;
    private readonly uint[] _alone;
    private readonly uint[] _after;
    private readonly uint[] _beside;
    private readonly uint[] _signs;
    private readonly uint[] _bits;
    private readonly int[] _weights;
    private int _last;
    private int _before;

    /// <summary>A model that has learned nothing.</summary>
    /// <param name="single">Whether each copy codes one number only, so that nothing ever comes before or beside it.</param>
    internal NumberModel(bool single = false)
    {
        var classes = single ? 1 : Classes;
        _alone = Counter.Many(Lengths);
        _after = Counter.Many(Lengths * classes);
        _beside = Counter.Many(Lengths * classes);
        _signs = Counter.Many(9);
        _bits = Counter.Many((Lengths + 1) << Told);
        _weights = Mixer.Weights(7);
    }

    private NumberModel(NumberModel from)
    {
        _alone = [.. from._alone];
        _after = [.. from._after];
        _beside = [.. from._beside];
        _signs = [.. from._signs];
        _bits = [.. from._bits];
        _weights = [.. from._weights];
    }

    /// <summary>What this model has learned, with no last number.</summary>
    internal NumberModel Copy() => new(this);

    /// <summary>Bits of the magnitude: 0 for 0, 64 for the smallest number.</summary>
    internal static int Length(long value) => 64 - BitOperations.LeadingZeroCount(Magnitude(value));

    /// <summary>Codes one number.</summary>
    /// <param name="coder">Writes or reads.</param>
    /// <param name="value">The number; any when reading.</param>
    /// <param name="neighbour">A number that is likely to be large, or to have this sign, when this one is: another column's of the same row.</param>
    internal long Code(BinaryCoder coder, long value, long neighbour)
    {
        var length = CodeLength(coder, Length(value), Length(neighbour));
        var last = _last;
        _before = Math.Abs(last);
        if (length == 0)
        {
            _last = 0;
            return 0;
        }

        var negative = Counter.Code(coder, ref _signs[(Math.Sign(last) * 3) + Math.Sign(neighbour) + 4], value < 0 ? 1 : 0);
        _last = negative == 0 ? length : -length;
        var magnitude = CodeMagnitude(coder, Magnitude(value), length);
        return (long)(negative == 0 ? magnitude : 0 - magnitude);
    }

    private int CodeLength(BinaryCoder coder, int length, int neighbour)
    {
        var after = Math.Min((Math.Abs(_last) + _before + 1) >> 1, Classes - 1) * Lengths;
        var beside = Math.Min(neighbour, Classes - 1) * Lengths;
        if (Mixer.Code(coder, length == 0 ? 0 : 1, ref _alone[0], ref _after[after], ref _beside[beside], _weights.AsSpan(0, Mixer.Inputs)) == 0) return 0;
        var node = 1;
        for (var i = 0; i < 6; i++)
        {
            var bit = ((length - 1) >> (5 - i)) & 1;
            node = (node << 1) | Mixer.Code(coder, bit, ref _alone[node], ref _after[after + node], ref _beside[beside + node], _weights.AsSpan((i + 1) * Mixer.Inputs, Mixer.Inputs));
        }

        return node - Lengths + 1;
    }

    private ulong CodeMagnitude(BinaryCoder coder, ulong magnitude, int length)
    {
        // The highest bit is 1.
        var rest = length - 1;
        var told = Math.Min(rest, Told);
        var node = 1;
        for (var i = 1; i <= told; i++) node = (node << 1) | Counter.Code(coder, ref _bits[(length << Told) + node], (int)(magnitude >> (rest - i)) & 1);
        rest -= told;
        return ((ulong)node << rest) | coder.Plain(magnitude, rest);
    }

    private static ulong Magnitude(long value) => value < 0 ? 0 - (ulong)value : (ulong)value;
}
