using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>A trajectory as encoded polylines: the summary, each line with its polylines (several where it crosses the antimeridian), and the stays.</summary>
public static class TrajectoryPolylines
{
    // A polyline has backslashes, which JSON escapes, and characters of HTML, which it need not.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static void Write(IBufferWriter<byte> to, Trajectory trajectory)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        using var json = new Utf8JsonWriter(to, Options);
        json.WriteStartObject();
        json.WriteStartObject("summary"u8);
        TrajectorySummary.Write(json, trajectory);
        json.WriteEndObject();
        json.WriteStartArray("lines"u8);
        foreach (var line in trajectory.Track.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("start"u8, line[0].Time);
            json.WriteNumber("end"u8, line[^1].Time);
            json.WriteNumber("vertices"u8, line.Count);
            json.WriteStartArray("polylines"u8);
            foreach (var part in Antimeridian.Cut(line)) json.WriteStringValue(PolylineText.Encode(part.Select(vertex => vertex.Place)));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("stops"u8);
        foreach (var stop in trajectory.Stops)
        {
            json.WriteStartObject();
            json.WriteNumber("latitude"u8, Math.Round(stop.Place.Latitude, 5));
            json.WriteNumber("longitude"u8, Math.Round(stop.Place.Longitude, 5));
            TrajectorySummary.Write(json, stop);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
