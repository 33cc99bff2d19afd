using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>A polygon like a star around a place, with a hole of the same shape or without one, anywhere, across the antimeridian too. What it contains is told by the winding of its corners.</summary>
/// <param name="Latitude">Of the place.</param>
/// <param name="Longitude">Of the place.</param>
/// <param name="Corners">Angle and distance of the corners, degrees.</param>
/// <param name="Hole">Size of the hole relative to the outline; 0 for none.</param>
internal sealed record RandomZone(double Latitude, double Longitude, (double Angle, double Radius)[] Corners, double Hole)
{
    internal static readonly Gen<RandomZone> Any =
        from latitude in Gen.Choose(-60, 60)
        from longitude in Gen.Elements(-179.5, -90, 0, 11.5, 120, 175, 180)
        from count in Gen.Choose(3, 9)
        from corners in (from jitter in Gen.Choose(0, 70) from radius in Gen.Choose(100, 1_000) select (jitter, radius)).ArrayOf(count)
        from hole in Gen.Elements(0, 0.4)
        select new RandomZone(latitude, longitude, [.. corners.Select((corner, i) => ((i + (corner.jitter / 100.0)) * 360 / count, corner.radius / 100.0))], hole);

    /// <summary>As in a rule file.</summary>
    internal string Rings => Hole == 0 ? $"[{Ring(1)}]" : $"[{Ring(1)},{Ring(Hole)}]";

    /// <summary>A place by direction and distance, degrees.</summary>
    internal Position At(double angle, double radius)
    {
        var (north, east) = Offset(angle, radius);
        return new Position(Latitude + north, Wrap(Longitude + east));
    }

    internal bool Contains(Position place) => Winds(place, 1) && !(Hole > 0 && Winds(place, Hole));

    internal bool IsNearEdge(Position place) => Distance(place, 1) < 1e-6 || (Hole > 0 && Distance(place, Hole) < 1e-6);

    private static (double North, double East) Offset(double angle, double radius) => (radius * Math.Sin(angle * Math.PI / 180), radius * Math.Cos(angle * Math.PI / 180));

    private static double Wrap(double longitude) => longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;

    private string Ring(double scale) =>
        $"[{string.Join(',', Corners.Select(corner => At(corner.Angle, corner.Radius * scale)).Select(at => string.Create(CultureInfo.InvariantCulture, $"[{at.Longitude:R},{at.Latitude:R}]")))}]";

    /// <summary>Corners as seen from a place.</summary>
    private List<(double North, double East)> Seen(Position place, double scale)
    {
        var (north, east) = (place.Latitude - Latitude, Wrap(place.Longitude - Longitude));
        return [.. Corners.Select(corner => Offset(corner.Angle, corner.Radius * scale)).Select(at => (at.North - north, at.East - east))];
    }

    private bool Winds(Position place, double scale)
    {
        var (corners, sum) = (Seen(place, scale), 0.0);
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
            sum += Math.Atan2((a.East * b.North) - (a.North * b.East), (a.East * b.East) + (a.North * b.North));
        }

        return Math.Abs(sum) > Math.PI;
    }

    private double Distance(Position place, double scale)
    {
        var corners = Seen(place, scale);
        return corners.Select((a, i) => Distance(a, corners[(i + 1) % corners.Count])).Min();
    }

    private static double Distance((double North, double East) a, (double North, double East) b)
    {
        var (north, east) = (b.North - a.North, b.East - a.East);
        var along = Math.Clamp(-((a.North * north) + (a.East * east)) / ((north * north) + (east * east)), 0, 1);
        return Math.Sqrt(Math.Pow(a.North + (along * north), 2) + Math.Pow(a.East + (along * east), 2));
    }
}
