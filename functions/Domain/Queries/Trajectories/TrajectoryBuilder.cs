using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>Makes a trajectory of a device's events, in bounded memory however many come. Length and stays are of all positions, not of the simplified lines.</summary>
public sealed class TrajectoryBuilder(TrajectoryOptions options)
{
    /// <summary>Stays that an answer has at most.</summary>
    public const int MostStops = 20_000;

    private const string Speed = "speed";
    private readonly TrackBuilder track = new(options.Gap, options.Tolerance, options.Vertices);
    private readonly StopDetector detector = new(options.StopRadius, options.StopTime);
    private readonly PathLength length = new(options.Gap);
    private readonly List<Stop> stops = [];
    private int stopsLeftOut;
    private long positions;
    private long? start;
    private long end;

    /// <summary>Takes in an event that is not before any other; without a position it says nothing.</summary>
    public void Add(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Position is not { } place) return;
        positions++;
        start ??= e.Time;
        end = e.Time;
        track.Add(new TrackPoint(e.Time, place, MeasureOf.Find(e, Speed)));
        length.Add(e.Time, place);
        Note(detector.Add(e.Time, place));
    }

    /// <summary>The trajectory of all events.</summary>
    public Trajectory Finish()
    {
        Note(detector.Finish());
        return new Trajectory(track.Finish(), stops, stopsLeftOut, positions, length.Metres, start, start is null ? null : end);
    }

    private void Note(Stop? stop)
    {
        if (stop is null) return;
        if (stops.Count < MostStops) stops.Add(stop);
        else stopsLeftOut++;
    }
}
