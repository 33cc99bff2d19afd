namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>What a trajectory is made with.</summary>
public sealed record TrajectoryOptions
{
    /// <summary>Silence that ends a line, milliseconds; as long as that after which a device counts as offline.</summary>
    public long Gap { get; init; } = 10 * 60_000;

    /// <summary>Metres that simplification may take off; 0 = none unless there are too many vertices.</summary>
    public double Tolerance { get; init; }

    /// <summary>Vertices at most.</summary>
    public int Vertices { get; init; } = 10_000;

    /// <summary>Radius of a stay, metres.</summary>
    public double StopRadius { get; init; } = StopDetector.DefaultRadius;

    /// <summary>Shortest stay, milliseconds.</summary>
    public long StopTime { get; init; } = StopDetector.DefaultTime;
}
