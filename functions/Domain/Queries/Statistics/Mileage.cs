using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Queries.Trajectories;

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>
/// Kilometres driven: the rises of the odometer. Where it falls by more than a kilometre (it was reset, or set back), or rises faster than
/// 300 km/h and a kilometre, it tells nothing of that step, and the way between the positions stands in. Smaller falls are noise: it counts on from
/// where it was highest. Without two readings of an odometer it is the way between the positions, over gaps as the crow flies.
/// </summary>
public sealed class Mileage
{
    /// <summary>Fastest rise that is believed, km/h.</summary>
    public const double MostSpeed = 300;

    /// <summary>Fall that counts as noise, and rise that is always believed, km.</summary>
    public const double Slack = 1;

    private const double Hour = 3_600_000;
    private readonly PathLength way = new(long.MaxValue);
    private double driven;
    private double highest;
    private long highestAt;
    private double wayAtHighest;
    private long readings;
    private int resets;
    private int jumps;

    /// <summary>Takes in what an event says, which is not before any other.</summary>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="odometer">km; null when it says nothing.</param>
    /// <param name="place">Null when it says nothing.</param>
    public void Add(long time, double? odometer, Position? place)
    {
        if (place is { } known) way.Add(time, known);
        if (odometer is not { } reading) return;
        if (readings++ > 0)
        {
            var rise = reading - highest;
            if (rise is < 0 and >= -Slack) return;
            var fell = rise < 0;
            var jumped = rise > Slack + (MostSpeed * (time - highestAt) / Hour);
            driven += fell || jumped ? (way.Metres - wayAtHighest) / 1000 : rise;
            resets += fell ? 1 : 0;
            jumps += jumped ? 1 : 0;
        }

        (highest, highestAt, wayAtHighest) = (reading, time, way.Metres);
    }

    /// <summary>The kilometres so far; null when neither an odometer nor positions tell.</summary>
    public DrivenDistance? ToDistance() =>
        readings > 1 ? new DrivenDistance(driven, "odometer", resets, jumps)
        : way.Known ? new DrivenDistance(way.Metres / 1000, "positions", 0, 0)
        : null;
}

/// <summary>A distance driven.</summary>
/// <param name="Km">Kilometres.</param>
/// <param name="Source"><c>odometer</c> or <c>positions</c>.</param>
/// <param name="Resets">Times that the odometer fell.</param>
/// <param name="Jumps">Times that it rose faster than a car drives.</param>
public sealed record DrivenDistance(double Km, string Source, int Resets, int Jumps);
