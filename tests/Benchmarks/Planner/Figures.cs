namespace ServerlessIot.Benchmarks.Planner;

/// <summary>Instances and lag of a function over a shape: average and most.</summary>
/// <param name="AverageInstances">Averaged over time.</param>
/// <param name="MostInstances">Most.</param>
/// <param name="AverageLag">Averaged over time.</param>
/// <param name="MostLag">Most.</param>
internal sealed record Figures(double AverageInstances, double MostInstances, double AverageLag, double MostLag)
{
    /// <summary>Names, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["instances, average", "instances, most", "lag, average", "lag, most"];

    /// <summary>The four.</summary>
    public IReadOnlyList<double> Values => [AverageInstances, MostInstances, AverageLag, MostLag];

    /// <summary>Of samples at even distances.</summary>
    public static Figures Of(IReadOnlyList<Sample> samples) => new(
        samples.Average(sample => sample.Instances), samples.Max(sample => sample.Instances), samples.Average(sample => sample.Lag), samples.Max(sample => sample.Lag));
}
