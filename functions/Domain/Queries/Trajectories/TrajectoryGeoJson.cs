using System.Buffers;
using System.Text.Json;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>
/// A trajectory as GeoJSON, RFC 7946: a FeatureCollection with a LineString for each line (a MultiLineString where it crosses the antimeridian,
/// a Point where it is a single position), each with time and speed by vertex, a Point for each stay, and a foreign member <c>summary</c>.
/// </summary>
public static class TrajectoryGeoJson
{
    // 1e-7 degrees are a centimetre: what is computed says no more, what was sent is repeated as it is.
    private const int Decimals = 7;

    /// <summary>Writes the collection.</summary>
    public static void Write(IBufferWriter<byte> to, Trajectory trajectory)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteStartObject("summary"u8);
        TrajectorySummary.Write(json, trajectory);
        json.WriteEndObject();
        json.WriteStartArray("features"u8);
        foreach (var line in trajectory.Track.Lines) WriteLine(json, line);
        foreach (var stop in trajectory.Stops) WriteStop(json, stop);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter json, IReadOnlyList<TrackPoint> line)
    {
        var parts = Antimeridian.Cut(line);
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteStartObject("geometry"u8);
        var point = line.Count == 1;
        json.WriteString("type"u8, point ? "Point"u8 : parts.Count == 1 ? "LineString"u8 : "MultiLineString"u8);
        json.WritePropertyName("coordinates"u8);
        if (point) WritePlace(json, line[0].Place);
        else WriteNested(json, parts, vertex => WritePlace(json, vertex.Place));
        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
        json.WriteString("kind"u8, "track"u8);
        json.WritePropertyName("times"u8);
        WriteNested(json, parts, vertex => json.WriteNumberValue(vertex.Time));
        json.WritePropertyName("speeds"u8);
        WriteNested(json, parts, vertex => WriteSpeed(json, vertex.Speed));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNested(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<TrackPoint>> parts, Action<TrackPoint> write)
    {
        if (parts.Count > 1) json.WriteStartArray();
        foreach (var part in parts)
        {
            json.WriteStartArray();
            foreach (var vertex in part) write(vertex);
            json.WriteEndArray();
        }

        if (parts.Count > 1) json.WriteEndArray();
    }

    private static void WriteStop(Utf8JsonWriter json, Stop stop)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteStartObject("geometry"u8);
        json.WriteString("type"u8, "Point"u8);
        json.WritePropertyName("coordinates"u8);
        WritePlace(json, new Position(Math.Round(stop.Place.Latitude, Decimals), Math.Round(stop.Place.Longitude, Decimals)));
        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
        json.WriteString("kind"u8, "stop"u8);
        TrajectorySummary.Write(json, stop);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, Position place)
    {
        json.WriteStartArray();
        json.WriteNumberValue(place.Longitude);
        json.WriteNumberValue(place.Latitude);
        if (place.Altitude is { } altitude) json.WriteNumberValue(altitude);
        json.WriteEndArray();
    }

    private static void WriteSpeed(Utf8JsonWriter json, double? speed)
    {
        if (speed is { } known) json.WriteNumberValue(known);
        else json.WriteNullValue();
    }
}
