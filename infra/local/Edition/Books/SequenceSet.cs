using System.Numerics;

namespace ServerlessIot.Edition.Books;

/// <summary>Sequence numbers of one device, one bit each.</summary>
public sealed class SequenceSet
{
    /// <summary>Far above what a device sends in a run; a higher number is a broken one.</summary>
    private const long Highest = 64_000_000;

    private ulong[] _bits = new ulong[16];

    /// <summary>Numbers in the set.</summary>
    public long Count => _bits.Sum(word => (long)BitOperations.PopCount(word));

    /// <summary>Adds a number.</summary>
    /// <returns>False when it was there already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or above 64 million.</exception>
    public bool Add(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Highest);
        var word = (int)(number >> 6);
        if (word >= _bits.Length) Array.Resize(ref _bits, Math.Max(word + 1, _bits.Length * 2));
        var bit = 1UL << (int)(number & 63);
        if ((_bits[word] & bit) != 0) return false;
        _bits[word] |= bit;
        return true;
    }

    /// <summary>Whether a number is in the set.</summary>
    public bool Contains(long number) =>
        number >= 0 && number >> 6 < _bits.Length && (_bits[(int)(number >> 6)] & (1UL << (int)(number & 63))) != 0;
}
