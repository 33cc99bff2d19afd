namespace ServerlessIot.Benchmarks.Planner;

/// <summary>A function at a moment.</summary>
/// <param name="Time">When, in s.</param>
/// <param name="Instances">Its instances.</param>
/// <param name="Lag">Records after its committed offsets.</param>
/// <param name="Executed">Records executed so far, those that were executed again included.</param>
/// <param name="Batches">Batches of them.</param>
internal readonly record struct Sample(double Time, int Instances, double Lag, double Executed, double Batches)
{
    /// <summary>Time from one to the next, in s.</summary>
    public const double Every = 0.5;
}
