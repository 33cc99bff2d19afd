namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// Learns the probability of a 1 in one context: the upper 22 bits are the probability, the lower 10 how often the context was seen.
/// The first decisions move it far, later ones less and less.
/// </summary>
internal static class Counter
{
    /// <summary>One half, never seen.</summary>
    internal const uint New = 1u << 31;
    private const int Seen = 10;
    private const int Limit = 255;
    private static readonly int[] Rates = [.. Enumerable.Range(0, Limit + 1).Select(n => 131_072 / ((2 * n) + 3))];

    /// <summary>Probability of a 1, of 4096, from 0.</summary>
    internal static int Probability(uint counter) => (int)(counter >> 20);

    /// <summary>The counter after a decision.</summary>
    internal static uint After(uint counter, int bit)
    {
        var seen = (int)(counter & ((1 << Seen) - 1));
        var probability = (int)(counter >> Seen);
        probability += (int)(((((long)bit << 22) - bit - probability) * Rates[seen]) >> 16);
        return ((uint)probability << Seen) | (uint)(seen < Limit ? seen + 1 : Limit);
    }

    /// <summary>Codes a decision with one counter.</summary>
    internal static int Code(BinaryCoder coder, ref uint counter, int bit)
    {
        bit = coder.Code(bit, Math.Clamp(Probability(counter), 1, Squash.One - 1));
        counter = After(counter, bit);
        return bit;
    }

    /// <summary>Counters that have seen nothing.</summary>
    internal static uint[] Many(int count)
    {
        var counters = new uint[count];
        Array.Fill(counters, New);
        return counters;
    }
}
