namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>Where a device went.</summary>
/// <param name="Track">Its lines.</param>
/// <param name="Stops">Its stays, in the order of time.</param>
/// <param name="StopsLeftOut">Stays after those, which are counted only.</param>
/// <param name="Positions">Positions read.</param>
/// <param name="Metres">Length of the way, gaps apart.</param>
/// <param name="Start">Time of the first position, Unix milliseconds; null without one.</param>
/// <param name="End">Time of the last position, Unix milliseconds; null without one.</param>
public sealed record Trajectory(Track Track, IReadOnlyList<Stop> Stops, int StopsLeftOut, long Positions, double Metres, long? Start, long? End)
{
    /// <summary>Milliseconds from the first position to the last.</summary>
    public long Duration => End - Start ?? 0;
}
