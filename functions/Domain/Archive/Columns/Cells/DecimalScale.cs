namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>
/// Turns doubles into numbers. At scale k a value is n / 10^k, where n is the nearest whole number, and how many doubles lie between that quotient and the value:
/// none where the value is a decimal number of k digits. <see cref="Raw"/> takes the double's bits, in the order of the values.
/// </summary>
internal static class DecimalScale
{
    /// <summary>The scale of values that are no decimal numbers.</summary>
    internal const int Raw = -1;

    /// <summary>Largest scale.</summary>
    internal const int Largest = 15;
    private const double Exact = 1L << 53;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>The smallest scale at which most values are exact; <see cref="Raw"/> when there is none.</summary>
    internal static int Of(double[] values)
    {
        var (best, most) = (Raw, values.Length / 2);
        for (var scale = 0; scale <= Largest; scale++)
        {
            // A digit more costs three bits a value, so it must make a good part of them exact.
            var exact = values.Count(value => Split(value, scale).Distance == 0);
            if (exact <= most) continue;
            (best, most) = (scale, exact + (values.Length / 16));
            if (exact == values.Length) break;
        }

        return best;
    }

    /// <summary>A value's whole number, and its distance from the quotient.</summary>
    internal static (long Number, long Distance) Split(double value, int scale)
    {
        if (scale == Raw) return (Order(value), 0);
        var scaled = Math.Round(value * Powers[scale], MidpointRounding.ToEven);
        var number = Math.Abs(scaled) < Exact ? (long)scaled : 0;
        return (number, Order(value) - Order(number / Powers[scale]));
    }

    /// <summary>The value of a number and a distance.</summary>
    internal static double Join(long number, long distance, int scale)
        => scale == Raw ? Value(number) : Value(Order(number / Powers[scale]) + distance);

    // Bits of a negative double grow as its value falls: turned round, so that −0.0 is −1 and 0.0 is 0.
    private static long Order(double value) => Turn(BitConverter.DoubleToInt64Bits(value));

    private static double Value(long order) => BitConverter.Int64BitsToDouble(Turn(order));

    private static long Turn(long bits) => bits ^ ((bits >> 63) & long.MaxValue);
}
