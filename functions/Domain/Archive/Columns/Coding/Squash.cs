namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>Probabilities of 4096 and their logistic form, ln(p / (1 − p)) in 256ths, from −2047 to 2047. Integers only, so that every machine computes the same.</summary>
internal static class Squash
{
    /// <summary>Bits of a probability.</summary>
    internal const int Bits = 12;
    internal const int One = 1 << Bits;
    private const int Largest = 2047;

    // 4096 / (1 + e^-x) for x = -8, -7.5 … 8.
    private static ReadOnlySpan<short> Points =>
        [1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901, 3975, 4024, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094];

    private static readonly short[] Forward = MakeForward();
    private static readonly short[] Backward = MakeBackward();

    /// <summary>The probability of a logistic value, 1 to 4095.</summary>
    internal static int Probability(int logistic) => Forward[Math.Clamp(logistic, -Largest, Largest) + Largest + 1];

    /// <summary>The logistic value of a probability, 0 to 4095.</summary>
    internal static int Logistic(int probability) => Backward[probability];

    private static short[] MakeForward()
    {
        var table = new short[One];
        for (var i = 0; i < One; i++)
        {
            var (point, part) = (i >> 7, i & 127);
            table[i] = (short)Math.Clamp(((Points[point] * (128 - part)) + (Points[point + 1] * part) + 64) >> 7, 1, One - 1);
        }

        return table;
    }

    // The smallest logistic value whose probability reaches p.
    private static short[] MakeBackward()
    {
        var table = new short[One];
        var p = 0;
        for (var logistic = -Largest; logistic <= Largest; logistic++)
        {
            for (var reached = Probability(logistic); p <= reached; p++) table[p] = (short)logistic;
        }

        while (p < One) table[p++] = Largest;
        return table;
    }
}
