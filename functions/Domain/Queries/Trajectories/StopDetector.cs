using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>
/// Finds stays: positions that all lie within a radius of the first of them, over a time at least (Q. Li, Y. Zheng et al., Mining User Similarity
/// Based on Location History, ACM GIS 2008, algorithm 1). Silence does not end a stay: who comes back on the air where they were stood there.
/// </summary>
/// <param name="radius">Metres.</param>
/// <param name="time">Milliseconds.</param>
public sealed class StopDetector(double radius, long time)
{
    /// <summary>Default radius, metres: what positions in a street of high houses scatter.</summary>
    public const double DefaultRadius = 50;

    /// <summary>Default time, milliseconds: longer than a red light.</summary>
    public const long DefaultTime = 5 * 60_000;

    /// <summary>Positions held while it is open whether they become a stay. When there are more, every second one goes, the first never.</summary>
    internal const int MostHeld = 512;

    private readonly List<(long Time, Position Place)> held = [];
    private bool staying;
    private (double North, double East, long Count) sum;
    private long departure;

    /// <summary>Takes in a position that is not before any other; returns the stay that it ended.</summary>
    public Stop? Add(long at, Position place)
    {
        if (staying && Earth.Metres(held[0].Place, place) <= radius)
        {
            Stay(at, place);
            return null;
        }

        var ended = Finish();
        if (held.Count == MostHeld) Thin();
        held.Add((at, place));
        while (Earth.Metres(held[0].Place, place) > radius) Leave();
        if (at - held[0].Time < time) return ended;
        staying = true;
        foreach (var (when, where) in held) Stay(when, where);
        return ended;
    }

    /// <summary>The stay that has not ended yet, if there is one; what comes next begins anew.</summary>
    public Stop? Finish()
    {
        if (!staying) return null;
        var first = held[0];
        var place = new Position(first.Place.Latitude + (sum.North / sum.Count), Earth.Normal(first.Place.Longitude + (sum.East / sum.Count)));
        (staying, sum) = (false, default);
        held.Clear();
        return new Stop(place, first.Time, departure);
    }

    private void Stay(long at, Position place)
    {
        var first = held[0].Place;
        sum = (sum.North + place.Latitude - first.Latitude, sum.East + Earth.East(first.Longitude, place.Longitude), sum.Count + 1);
        departure = at;
    }

    /// <summary>The first position cannot be where a stay began; the next is that of which all that follow are within the radius.</summary>
    private void Leave()
    {
        var from = 1;
        for (var i = from + 1; i < held.Count - 1; i++)
        {
            if (Earth.Metres(held[from].Place, held[i].Place) <= radius) continue;
            from++;
            i = from;
        }

        held.RemoveRange(0, from);
    }

    private void Thin()
    {
        for (var i = 1; i < MostHeld / 2; i++) held[i] = held[2 * i];
        held.RemoveRange(MostHeld / 2, MostHeld / 2);
    }
}
