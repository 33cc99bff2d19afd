using System.Globalization;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Ops.Api.Search;

/// <summary>Places as an address says them.</summary>
/// <param name="Areas">Boxes that hold all of them.</param>
/// <param name="Contains">Whether one is meant; null = all in the boxes.</param>
internal sealed record SearchPlace(IReadOnlyList<Area> Areas, Func<Position, bool>? Contains)
{
    private const int MostCorners = 200;
    private const double MostRadius = 1_000_000;

    /// <summary>A circle, <c>latitude,longitude,metres</c>; null when it is none.</summary>
    internal static SearchPlace? Circle(string text)
    {
        if (Numbers(text) is not [var latitude, var longitude, var radius] || !IsPlace(latitude, longitude) || radius <= 0 || radius > MostRadius) return null;
        var circle = new Circle(latitude, longitude, radius);
        return new SearchPlace(circle.Areas(), circle.Contains);
    }

    /// <summary>A box, <c>south,west,north,east</c>, across the antimeridian when west is above east; null when it is none.</summary>
    internal static SearchPlace? Box(string text)
    {
        if (Numbers(text) is not [var south, var west, var north, var east] || !IsPlace(south, west) || !IsPlace(north, east) || south > north) return null;
        return new SearchPlace(west <= east ? [new Area(south, west, north, east)] : [new Area(south, west, north, 180), new Area(south, -180, north, east)], null);
    }

    /// <summary>A polygon, <c>latitude,longitude,latitude,longitude,…</c> of 3 to 200 corners; null when it is none.</summary>
    internal static SearchPlace? Polygon(string text)
    {
        if (Numbers(text) is not { } numbers || numbers.Count % 2 != 0 || numbers.Count / 2 is < 3 or > MostCorners) return null;
        var corners = numbers.Chunk(2).Select(pair => new Position(pair[0], pair[1])).ToList();
        if (!corners.TrueForAll(corner => IsPlace(corner.Latitude, corner.Longitude))) return null;
        var polygon = new Polygon(corners);
        return new SearchPlace(polygon.Areas(), polygon.Contains);
    }

    private static bool IsPlace(double latitude, double longitude) => latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;

    private static List<double>? Numbers(string text)
    {
        var numbers = new List<double>();
        foreach (var part in text.Split(',', (MostCorners * 2) + 1))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return null;
            numbers.Add(number);
        }

        return numbers;
    }
}
