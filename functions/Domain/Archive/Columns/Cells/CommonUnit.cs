namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>Finds the step in which all numbers of a column differ. Only the writer needs it.</summary>
internal static class CommonUnit
{
    // Differences of larger numbers might not fit 64 bits.
    private const long Largest = 1L << 61;

    /// <summary>The usual unit when it divides all differences, else the largest that does; 1 where there is none.</summary>
    internal static long Of(long[] cells, long usual)
    {
        long common = 0;
        foreach (var cell in cells)
        {
            if (cell is > Largest or < -Largest) return 1;
            for (var other = Math.Abs(cell - cells[0]); other != 0;) (common, other) = (other, common % other);
            if (common == 1) return 1;
        }

        return common == 0 || (usual > 1 && common % usual == 0) ? usual : common;
    }

    /// <summary>What is left of a number, 0 to the unit less 1.</summary>
    internal static long Rest(long number, long unit)
    {
        var rest = number % unit;
        return rest < 0 ? rest + unit : rest;
    }
}
