using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>A box of places, WGS 84, degrees, edges included. It never crosses the antimeridian: what does is two areas.</summary>
/// <param name="South">Smallest latitude, −90 to 90.</param>
/// <param name="West">Smallest longitude, −180 to 180.</param>
/// <param name="North">Largest latitude.</param>
/// <param name="East">Largest longitude.</param>
public readonly record struct Area(double South, double West, double North, double East)
{
    /// <summary>The area of one place.</summary>
    public static Area Of(Position place) => new(place.Latitude, place.Longitude, place.Latitude, place.Longitude);

    /// <summary>Whether a place lies in it.</summary>
    public bool Contains(Position place) => place.Latitude >= South && place.Latitude <= North && place.Longitude >= West && place.Longitude <= East;

    /// <summary>Whether the two have a place in common.</summary>
    public bool Touches(Area other) => South <= other.North && other.South <= North && West <= other.East && other.West <= East;

    /// <summary>The smallest area that holds both.</summary>
    public Area With(Area other) => new(Math.Min(South, other.South), Math.Min(West, other.West), Math.Max(North, other.North), Math.Max(East, other.East));
}
