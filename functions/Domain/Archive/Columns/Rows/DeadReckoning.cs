using ServerlessIot.Domain.Archive.Columns.Cells;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>
/// Where a vehicle should be by its odometer and its heading: two columns that are not stored, for latitude and longitude to follow.
/// They are there when the chunk has both measures in every row, and neither is the same in all rows.
/// </summary>
internal static class DeadReckoning
{
    private const string Heading = "m.heading";
    private const string Odometer = "m.odometer";
    private const int Turn = 1024;
    private const int Bits = 14;

    // Sums of two sines of 14 bits; 2^-9 of a unit of the odometer is finer than any receiver.
    private const int Finer = 6;

    /// <summary>Sines of 1024ths of a turn, in 16384ths. None is near a half, so every machine rounds them to the same.</summary>
    private static readonly int[] Sines = [.. Enumerable.Range(0, Turn).Select(i => (int)Math.Round(Math.Sin(i * Math.PI * 2 / Turn) * (1 << Bits)))];

    /// <summary>Adds the two columns.</summary>
    internal static void Add(ColumnCoder columns)
    {
        if (columns.Find([Heading, Odometer]) is not [var headings, var odometers]) return;
        var degree = columns.Memory.Scale(Heading) is { } scale and >= 0 and <= 6 ? (long)Math.Pow(10, scale) : 0;
        if (degree == 0) return;
        var (north, east) = (new long[columns.Rows], new long[columns.Rows]);
        for (var i = 1; i < columns.Rows; i++)
        {
            var way = odometers.Numbers[i] - odometers.Numbers[i - 1];
            var (before, after) = (AngleOf(headings.Numbers[i - 1], degree), AngleOf(headings.Numbers[i], degree));
            north[i] = north[i - 1] + ((way * (Cosine(before) + Cosine(after))) >> Finer);
            east[i] = east[i - 1] + ((way * (Sine(before) + Sine(after))) >> Finer);
        }

        columns.Add(new FullColumn("north", north, headings.Surprises));
        columns.Add(new FullColumn("east", east, headings.Surprises));
    }

    /// <summary>The heading in 65536ths of 1024ths of a turn.</summary>
    private static long AngleOf(long heading, long degree) => (heading % (360 * degree)) * (Turn << 16) / (360 * degree);

    private static long Cosine(long angle) => Sine(angle + ((long)Turn / 4 << 16));

    /// <summary>Linear between two sines of the table.</summary>
    private static long Sine(long angle)
    {
        var at = (int)(angle >> 16) & (Turn - 1);
        var part = angle & 0xFFFF;
        return Sines[at] + (((Sines[(at + 1) & (Turn - 1)] - Sines[at]) * part) >> 16);
    }
}
