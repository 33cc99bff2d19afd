namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>Chooses the columns that a column follows. Only the writer needs it, so any choice is right; a good one makes the chunk small.</summary>
internal static class References
{
    /// <summary>Rows that are looked at.</summary>
    private const int Sample = 2_000;

    /// <summary>A weaker correlation costs more than it gains.</summary>
    private const double Weakest = 0.2;

    /// <summary>The columns whose steps go best with the steps, or the changes of steps, of these cells.</summary>
    internal static FullColumn[] Choose(List<FullColumn> columns, long[] cells)
    {
        var rows = Math.Min(cells.Length, Sample);
        if (rows < 8 || columns.Count == 0) return [];
        var steps = Steps(cells, rows);
        var changes = new double[rows];
        for (var i = 1; i < rows; i++) changes[i] = steps[i] - steps[i - 1];
        var candidates = columns.ConvertAll(column => (Column: column, Steps: Steps(column.Numbers, rows)));
        var chosen = new List<FullColumn>();
        while (chosen.Count < NumberColumn.MostReferences)
        {
            var best = Weakest;
            (FullColumn Column, double[] Steps)? found = null;
            foreach (var candidate in candidates)
            {
                if (chosen.Contains(candidate.Column)) continue;
                var strength = Math.Max(Math.Abs(Correlation(steps, candidate.Steps)), Math.Abs(Correlation(changes, candidate.Steps)));
                if (strength <= best) continue;
                (best, found) = (strength, candidate);
            }

            if (found is not { } one) break;
            chosen.Add(one.Column);
            Remove(steps, one.Steps);
            Remove(changes, one.Steps);
        }

        return [.. chosen];
    }

    private static double[] Steps(long[] numbers, int rows)
    {
        var steps = new double[rows];
        for (var i = 1; i < rows; i++) steps[i] = (double)(numbers[i] - numbers[i - 1]);

        // One jump, such as a trip that starts anew, must not outweigh all other steps.
        var limit = 4 * steps.Sum(Math.Abs) / rows;
        return Array.ConvertAll(steps, step => Math.Clamp(step, -limit, limit));
    }

    private static double Correlation(double[] left, double[] right)
    {
        var (both, ones, others) = Products(left, right);
        return ones > 0 && others > 0 ? both / Math.Sqrt(ones * others) : 0;
    }

    /// <summary>Takes out of the steps what follows from the others.</summary>
    private static void Remove(double[] steps, double[] others)
    {
        var (both, _, square) = Products(steps, others);
        if (!(square > 0)) return;
        for (var i = 0; i < steps.Length; i++) steps[i] -= both / square * others[i];
    }

    private static (double Both, double Left, double Right) Products(double[] left, double[] right)
    {
        double both = 0, ones = 0, others = 0;
        for (var i = 0; i < left.Length; i++)
        {
            both += left[i] * right[i];
            ones += left[i] * left[i];
            others += right[i] * right[i];
        }

        return (both, ones, others);
    }
}
