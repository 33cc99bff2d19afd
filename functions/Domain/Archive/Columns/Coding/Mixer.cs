namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>Mixes the probabilities of three counters in the logistic domain, with weights that learn which of them to trust.</summary>
internal static class Mixer
{
    /// <summary>Counters that are mixed.</summary>
    internal const int Inputs = 3;

    // Weights are in 65536ths. Each starts at 0.4, since counters that agree may be believed more than one alone.
    private const int Start = 26_214;
    private const int Rate = 10;

    /// <summary>New weights for so many sets.</summary>
    internal static int[] Weights(int sets)
    {
        var weights = new int[sets * Inputs];
        Array.Fill(weights, Start);
        return weights;
    }

    /// <summary>Codes a decision.</summary>
    internal static int Code(BinaryCoder coder, int bit, ref uint a, ref uint b, ref uint c, Span<int> weights)
    {
        var (first, second, third) = (Squash.Logistic(Counter.Probability(a)), Squash.Logistic(Counter.Probability(b)), Squash.Logistic(Counter.Probability(c)));
        var sum = ((long)weights[0] * first) + ((long)weights[1] * second) + ((long)weights[2] * third);
        var probability = Squash.Probability((int)Math.Clamp(sum >> 16, -2047, 2047));
        bit = coder.Code(bit, probability);
        var error = ((bit << Squash.Bits) - bit - probability) * Rate;
        weights[0] = Learn(weights[0], first, error);
        weights[1] = Learn(weights[1], second, error);
        weights[2] = Learn(weights[2], third, error);
        a = Counter.After(a, bit);
        b = Counter.After(b, bit);
        c = Counter.After(c, bit);
        return bit;
    }

    private static int Learn(int weight, int input, int error) => Math.Clamp(weight + (((input * error) + 0x8000) >> 16), -(1 << 20), 1 << 20);
}
