using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Places;

/// <summary>All places within a distance of one: see <see cref="Earth.Metres"/>.</summary>
/// <param name="Latitude">Of its middle, degrees, −90 to 90.</param>
/// <param name="Longitude">Of its middle, degrees, −180 to 180.</param>
/// <param name="Radius">Metres, above 0.</param>
public sealed record Circle(double Latitude, double Longitude, double Radius)
{
    private const double Degree = Math.PI / 180;

    /// <summary>Whether a place lies in it.</summary>
    public bool Contains(Position place) => Earth.Metres(new Position(Latitude, Longitude), place) <= Radius;

    /// <summary>Boxes that hold all of it: one, or two where it crosses the antimeridian.</summary>
    public IReadOnlyList<Area> Areas()
    {
        // A little more than needed, so that rounding leaves nothing out.
        var angle = Radius / Earth.MeanRadius * 1.000_001 / Degree;
        var (south, north) = (Math.Max(-90, Latitude - angle), Math.Min(90, Latitude + angle));
        // The widest parallel that it touches is nearer to the pole than its middle.
        var ratio = Math.Sin(Math.Min(angle, 90) * Degree) / Math.Max(Math.Cos(Latitude * Degree), 1e-12);
        if (south <= -90 || north >= 90 || ratio >= 1) return [new Area(south, -180, north, 180)];
        var width = Math.Asin(ratio) / Degree;
        var (west, east) = (Longitude - width, Longitude + width);
        if (west < -180) return [new Area(south, west + 360, north, 180), new Area(south, -180, north, east)];
        return east > 180 ? [new Area(south, west, north, 180), new Area(south, -180, north, east - 360)] : [new Area(south, west, north, east)];
    }
}
