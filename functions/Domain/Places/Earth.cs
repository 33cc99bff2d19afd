using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Places;

/// <summary>Distances on the earth, taken as a sphere of WGS 84's mean radius: at most 0.6 % from those on the ellipsoid.</summary>
public static class Earth
{
    /// <summary>Mean radius (2a + b) / 3 of WGS 84, metres.</summary>
    public const double MeanRadius = 6_371_008.8;

    private const double Radian = Math.PI / 180;

    /// <summary>Metres between two places on the surface, by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984), which is exact for near ones too.</summary>
    public static double Metres(Position a, Position b)
    {
        var north = Math.Sin((b.Latitude - a.Latitude) * Radian / 2);
        var east = Math.Sin((b.Longitude - a.Longitude) * Radian / 2);
        var half = (north * north) + (Math.Cos(a.Latitude * Radian) * Math.Cos(b.Latitude * Radian) * east * east);
        return 2 * MeanRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    /// <summary>Degrees from one longitude eastward to another, the shorter way round: −180 to below 180.</summary>
    public static double East(double from, double to)
    {
        var east = to - from;
        return east is >= -180 and < 180 ? east : east - (360 * Math.Floor((east + 180) / 360));
    }

    /// <summary>The longitude as −180 to below 180.</summary>
    public static double Normal(double longitude) => East(0, longitude);

    /// <summary>
    /// Metres from a place to the line from <paramref name="a"/> to <paramref name="b"/>, which is straight in degrees, as RFC 7946 has it, and goes
    /// the shorter way round. Scaled as it is at the place, so that it is exact for small distances, wherever the line's ends are.
    /// </summary>
    public static double MetresToLine(Position place, Position a, Position b)
    {
        var shrink = Math.Cos(place.Latitude * Radian);
        var (fromX, fromY) = (East(place.Longitude, a.Longitude) * shrink, a.Latitude - place.Latitude);
        var (alongX, alongY) = (East(a.Longitude, b.Longitude) * shrink, b.Latitude - a.Latitude);
        var length = (alongX * alongX) + (alongY * alongY);
        var share = length == 0 ? 0 : Math.Clamp(-((fromX * alongX) + (fromY * alongY)) / length, 0, 1);
        return double.Hypot(fromX + (share * alongX), fromY + (share * alongY)) * Radian * MeanRadius;
    }
}
