using System.Text;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Places;

/// <summary>Google's encoded polyline algorithm format, precision 5 (1e-5 degrees, 1.1 m): https://developers.google.com/maps/documentation/utilities/polylinealgorithm.</summary>
public static class PolylineText
{
    private const double Precision = 1e5;

    /// <summary>The places as printable ASCII; each is rounded by itself, so errors do not add up.</summary>
    public static string Encode(IEnumerable<Position> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var text = new StringBuilder();
        int north = 0, east = 0;
        foreach (var place in places)
        {
            var (latitude, longitude) = (Round(place.Latitude), Round(place.Longitude));
            Append(text, latitude - north);
            Append(text, longitude - east);
            (north, east) = (latitude, longitude);
        }

        return text.ToString();
    }

    private static int Round(double degrees) => (int)Math.Round(degrees * Precision, MidpointRounding.AwayFromZero);

    // Five bits a character, the lowest first; the sign is the lowest bit, and all others are inverted below zero.
    private static void Append(StringBuilder text, int difference)
    {
        var bits = (uint)((difference << 1) ^ (difference >> 31));
        for (; bits >= 0x20; bits >>= 5) text.Append((char)((0x20 | (bits & 0x1F)) + 63));
        text.Append((char)(bits + 63));
    }
}
