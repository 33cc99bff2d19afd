using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;
using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Tests.Queries.Trajectories;

/// <summary>Ways for tests.</summary>
internal static class Walk
{
    internal const double Metre = 1 / 111_194.93;

    /// <summary>A random walk with corners, of steps up to <paramref name="step"/> metres and ten seconds each.</summary>
    internal static List<TrackPoint> Random(int seed, int count, double step, double latitude = 48, double longitude = 11)
    {
        var random = new Random(seed);
        var (place, heading) = (new Position(latitude, longitude), 0.0);
        List<TrackPoint> points = [];
        for (var i = 0; i < count; i++)
        {
            points.Add(new TrackPoint(i * 10_000L, place, random.Next(0, 120)));
            heading += random.Next(20) == 0 ? random.NextDouble() * 6 : (random.NextDouble() - 0.5) / 4;
            var length = random.NextDouble() * step * Metre;
            place = new Position(place.Latitude + (Math.Sin(heading) * length), Earth.Normal(place.Longitude + (Math.Cos(heading) * length / Math.Cos(latitude * Math.PI / 180))));
        }

        return points;
    }

    /// <summary>Metres that a vertex lies from a line that kept some of the vertices, at its time.</summary>
    internal static double Error(TrackPoint left, IReadOnlyList<TrackPoint> line)
    {
        for (var i = 1; i < line.Count; i++)
        {
            if (left.Time >= line[i - 1].Time && left.Time <= line[i].Time) return Earth.MetresToLine(left.Place, line[i - 1].Place, line[i].Place);
        }

        return line.Min(vertex => Earth.Metres(vertex.Place, left.Place));
    }
}
