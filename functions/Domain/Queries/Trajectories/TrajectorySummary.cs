using System.Text.Json;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>What both forms of a trajectory say of the whole.</summary>
internal static class TrajectorySummary
{
    internal static void Write(Utf8JsonWriter json, Trajectory trajectory)
    {
        json.WriteNumber("positions"u8, trajectory.Positions);
        if (trajectory is { Start: { } start, End: { } end })
        {
            json.WriteNumber("start"u8, start);
            json.WriteNumber("end"u8, end);
        }

        json.WriteNumber("durationMs"u8, trajectory.Duration);
        json.WriteNumber("distanceMetres"u8, Math.Round(trajectory.Metres, 1));
        json.WriteNumber("toleranceMetres"u8, trajectory.Track.Tolerance);
        json.WriteNumber("gapMs"u8, trajectory.Track.Gap);
        json.WriteNumber("stops"u8, trajectory.Stops.Count + trajectory.StopsLeftOut);
        if (trajectory.StopsLeftOut > 0) json.WriteNumber("stopsLeftOut"u8, trajectory.StopsLeftOut);
    }

    internal static void Write(Utf8JsonWriter json, Stop stop)
    {
        json.WriteNumber("arrival"u8, stop.Arrival);
        json.WriteNumber("departure"u8, stop.Departure);
        json.WriteNumber("durationMs"u8, stop.Departure - stop.Arrival);
    }
}
