using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Places;

/// <summary>
/// A simple polygon whose edges are straight in degrees, as on a map (RFC 7946, section 3.1.1). An edge that spans more than 180 degrees of longitude
/// is taken the short way, across the antimeridian.
/// </summary>
public sealed class Polygon
{
    private readonly Position[] corners;

    /// <summary>A polygon.</summary>
    /// <param name="corners">At least three, in order; the last needs not repeat the first.</param>
    /// <exception cref="ArgumentException">They are fewer than three.</exception>
    public Polygon(IReadOnlyList<Position> corners)
    {
        ArgumentNullException.ThrowIfNull(corners);
        if (corners.Count < 3) throw new ArgumentException("A polygon has three corners at least.", nameof(corners));
        this.corners = new Position[corners.Count];
        this.corners[0] = corners[0];
        // Longitudes go on beyond ±180 rather than jump.
        for (var i = 1; i < corners.Count; i++) this.corners[i] = corners[i] with { Longitude = Near(corners[i].Longitude, this.corners[i - 1].Longitude) };
    }

    /// <summary>Whether a place lies in it (even-odd rule).</summary>
    public bool Contains(Position place) => Crosses(place.Latitude, place.Longitude) || Crosses(place.Latitude, place.Longitude - 360) || Crosses(place.Latitude, place.Longitude + 360);

    /// <summary>Boxes that hold all of it: one, or two where it crosses the antimeridian.</summary>
    public IReadOnlyList<Area> Areas()
    {
        var (south, north) = (corners.Min(corner => corner.Latitude), corners.Max(corner => corner.Latitude));
        var (west, east) = (corners.Min(corner => corner.Longitude), corners.Max(corner => corner.Longitude));
        if (east - west >= 360) return [new Area(south, -180, north, 180)];
        if (west < -180) return [new Area(south, west + 360, north, 180), new Area(south, -180, north, east)];
        return east > 180 ? [new Area(south, west, north, 180), new Area(south, -180, north, east - 360)] : [new Area(south, west, north, east)];
    }

    private static double Near(double longitude, double before)
    {
        while (longitude - before > 180) longitude -= 360;
        while (longitude - before < -180) longitude += 360;
        return longitude;
    }

    private bool Crosses(double latitude, double longitude)
    {
        var inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            var (a, b) = (corners[i], corners[j]);
            if (a.Latitude > latitude == b.Latitude > latitude) continue;
            if (longitude < ((b.Longitude - a.Longitude) * (latitude - a.Latitude) / (b.Latitude - a.Latitude)) + a.Longitude) inside = !inside;
        }

        return inside;
    }
}
