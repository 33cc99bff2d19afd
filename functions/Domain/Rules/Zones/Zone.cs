using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Rules.Zones;

/// <summary>A place on the ground, and how high above it: a polygon with holes or a circle, and a band of altitude. A position without altitude counts as within the band.</summary>
/// <param name="outline">Outer ring; null when it is a circle.</param>
/// <param name="holes">Rings that do not belong to it.</param>
/// <param name="circle">The circle; null when it is a polygon.</param>
/// <param name="lowest">Metres above sea level; negative infinity for no bound.</param>
/// <param name="highest">Metres above sea level; positive infinity for no bound.</param>
public sealed class Zone(Polygon? outline, IReadOnlyList<Polygon> holes, Circle? circle, double lowest, double highest)
{
    private readonly Polygon[] without = [.. holes];

    /// <summary>Whether a position lies in it.</summary>
    public bool Contains(Position place)
    {
        if (place.Altitude is { } altitude && (altitude < lowest || altitude > highest)) return false;
        if (circle is not null) return circle.Contains(place);
        if (outline?.Contains(place) != true) return false;
        foreach (var hole in without)
        {
            if (hole.Contains(place)) return false;
        }

        return true;
    }
}
