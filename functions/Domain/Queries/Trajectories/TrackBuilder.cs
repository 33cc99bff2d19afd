namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>
/// Makes lines of positions, in bounded memory however many come. When the vertices become too many, the tolerance is doubled (from a metre
/// on), and when the lines do, the gap that separates them; all that is held is then simplified again, and the tolerances add up.
/// </summary>
/// <param name="gap">Silence that ends a line, milliseconds, 1 or more.</param>
/// <param name="tolerance">Metres that simplification may take off; 0 = none unless it must.</param>
/// <param name="most">Vertices held, and answered, at most; 10 or more.</param>
public sealed class TrackBuilder(long gap, double tolerance, int most)
{
    private readonly List<List<TrackPoint>> lines = [];
    private int unsettledLine;
    private int unsettledVertex;
    private int vertices;
    private double raised;
    private double addedUp;

    private double Tolerance => raised > 0 ? raised : tolerance;

    /// <summary>Takes in a position that is not before any other.</summary>
    public void Add(TrackPoint point)
    {
        if (vertices == most) Shrink();
        if (lines.Count == 0 || point.Time - lines[^1][^1].Time > gap) lines.Add([]);
        lines[^1].Add(point);
        vertices++;
    }

    /// <summary>The lines of all positions.</summary>
    public Track Finish()
    {
        Settle();
        return new Track(lines, tolerance + addedUp, gap);
    }

    private void Shrink()
    {
        Settle();
        while (vertices > most - (most / 4))
        {
            if (lines.Count > most / 4)
            {
                gap *= 2;
                Join();
                continue;
            }

            raised = Math.Max(1, 2 * Tolerance);
            addedUp += raised;
            foreach (var line in lines) LineSimplifier.Simplify(line, 0, raised);
            Count();
        }
    }

    /// <summary>Simplifies what came since the last time, and that alone: twice the same tolerance would be twice the error.</summary>
    private void Settle()
    {
        if (Tolerance > 0)
        {
            for (var i = unsettledLine; i < lines.Count; i++) LineSimplifier.Simplify(lines[i], i == unsettledLine ? unsettledVertex : 0, Tolerance);
        }

        Count();
    }

    private void Count()
    {
        vertices = lines.Sum(line => line.Count);
        if (lines.Count > 0) (unsettledLine, unsettledVertex) = (lines.Count - 1, lines[^1].Count - 1);
    }

    private void Join()
    {
        var last = 0;
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i][0].Time - lines[last][^1].Time <= gap) lines[last].AddRange(lines[i]);
            else lines[++last] = lines[i];
        }

        lines.RemoveRange(last + 1, lines.Count - last - 1);
    }
}
