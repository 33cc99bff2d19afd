namespace ServerlessIot.Benchmarks.Planner;

/// <summary>A function at a moment.</summary>
/// <param name="Time">When, in s.</param>
/// <param name="Instances">Its instances.</param>
/// <param name="Lag">Records after its committed offsets.</param>
internal readonly record struct Sample(double Time, int Instances, double Lag)
{
    /// <summary>Time from one to the next, in s.</summary>
    public const double Every = 0.5;
}
