using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>Cuts lines where they cross the antimeridian, as RFC 7946 section 3.1.9 asks for.</summary>
public static class Antimeridian
{
    private const double Edge = 180;

    /// <summary>The parts of a line, each on one side; at a cut one ends and the next begins at the same latitude, at longitude 180 and −180 or the other way round.</summary>
    public static IReadOnlyList<IReadOnlyList<TrackPoint>> Cut(IReadOnlyList<TrackPoint> line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = new List<List<TrackPoint>>();
        List<TrackPoint> part = [];
        for (var i = 0; i < line.Count; i++)
        {
            // The shorter way round is meant, so what lies farther apart went over the edge.
            if (i > 0 && Math.Abs(line[i].Place.Longitude - line[i - 1].Place.Longitude) > Edge)
            {
                var (from, to) = (line[i - 1], line[i]);
                var edge = Math.CopySign(Edge, from.Place.Longitude);
                var share = (edge - from.Place.Longitude) / Earth.East(from.Place.Longitude, to.Place.Longitude);
                var crossing = Between(from, to, share, edge);
                if (from.Place.Longitude != edge) part.Add(crossing);
                parts.Add(part);
                part = to.Place.Longitude == -edge ? [] : [crossing with { Place = crossing.Place with { Longitude = -edge } }];
            }

            part.Add(line[i]);
        }

        parts.Add(part);
        if (parts.Count == 1) return parts;
        // A part that only touches the edge has nothing on its side.
        List<IReadOnlyList<TrackPoint>> lines = [.. parts.Where(one => one.Count > 1)];
        return lines.Count > 0 ? lines : [[.. line.Select(vertex => vertex with { Place = vertex.Place with { Longitude = line[0].Place.Longitude } })]];
    }

    private static TrackPoint Between(TrackPoint from, TrackPoint to, double share, double longitude) => new(
        from.Time + (long)(share * (to.Time - from.Time)),
        new Position(Mix(from.Place.Latitude, to.Place.Latitude, share), longitude, Mix(from.Place.Altitude, to.Place.Altitude, share)),
        Mix(from.Speed, to.Speed, share));

    private static double Mix(double from, double to, double share) => from + (share * (to - from));

    private static double? Mix(double? from, double? to, double share) => from + (share * (to - from));
}
