using System.Runtime.InteropServices;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>
/// Line simplification after D. H. Douglas and T. K. Peucker (Cartographica 10, 1973), with a stack of its own. A line is cut into spans of
/// <see cref="Span"/> vertices whose ends stay, so that time grows with the number of vertices and never with its square.
/// </summary>
public static class LineSimplifier
{
    /// <summary>Edges of a span.</summary>
    public const int Span = 1024;

    /// <summary>Takes out vertices so that each lies within <paramref name="tolerance"/> metres of the line that is left between its neighbours.</summary>
    /// <param name="line">Vertices in order; those that go are removed.</param>
    /// <param name="from">Index of the vertex to begin with, which stays, as does the last one.</param>
    /// <param name="tolerance">Metres, 0 or more; 0 takes out what lies on the line.</param>
    public static void Simplify(List<TrackPoint> line, int from, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Count - from < 3) return;
        var points = CollectionsMarshal.AsSpan(line);
        var kept = from + 1;
        var keep = new bool[Span + 1];
        for (var start = from; start < points.Length - 1; start += Span)
        {
            var end = Math.Min(start + Span, points.Length - 1);
            var span = points[start..(end + 1)];
            Mark(span, tolerance, keep);
            // Vertices move down or stay, so that the next span's first one, this one's last, is still in its place.
            for (var i = 1; i < span.Length; i++)
            {
                if (keep[i]) points[kept++] = span[i];
            }
        }

        line.RemoveRange(kept, line.Count - kept);
    }

    private static void Mark(ReadOnlySpan<TrackPoint> span, double tolerance, bool[] keep)
    {
        Array.Clear(keep);
        keep[0] = keep[span.Length - 1] = true;
        var open = new Stack<(int From, int To)>();
        open.Push((0, span.Length - 1));
        while (open.TryPop(out var part))
        {
            var (farthest, most) = (0, tolerance);
            for (var i = part.From + 1; i < part.To; i++)
            {
                var metres = Earth.MetresToLine(span[i].Place, span[part.From].Place, span[part.To].Place);
                if (metres > most) (farthest, most) = (i, metres);
            }

            if (farthest == 0) continue;
            keep[farthest] = true;
            open.Push((part.From, farthest));
            open.Push((farthest, part.To));
        }
    }
}
