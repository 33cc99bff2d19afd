using ServerlessIot.Plan.Simulation;

namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>Loads that make a function scale: a step, a ramp, a burst.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="RecordsPerSecond">Load at a time.</param>
public sealed record LoadShape(string Name, int Seconds, Func<double, double> RecordsPerSecond)
{
    /// <summary>Length of a step, in s.</summary>
    public const double StepSeconds = 0.05;

    /// <summary>The three.</summary>
    public static IReadOnlyList<LoadShape> All { get; } =
    [
        new("step", 240, time => time is >= 20 and < 120 ? 4_000 : 200),
        new("ramp", 240, time => time < 120 ? 5_000 * time / 120 : 100),
        new("burst", 240, time => time is >= 20 and < 22 ? 30_000 : 200),
    ];

    /// <summary>Their names, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(shape => shape.Name)];

    /// <summary>One of them.</summary>
    public static LoadShape Of(string name) => All.Single(shape => shape.Name == name);

    /// <summary>Steps of it.</summary>
    public int Steps => (int)(Seconds / StepSeconds);

    /// <summary>Adds a step's arrivals.</summary>
    public void Arrive(Flow flow, int step) => flow.Add((step + 1) * StepSeconds, RecordsPerSecond(step * StepSeconds) * StepSeconds);
}
