namespace ServerlessIot.Benchmarks.Planner;

/// <summary>A load that makes functions scale.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">Its length, in s.</param>
/// <param name="RecordsPerSecond">Load at a time, in s.</param>
internal sealed record Shape(string Name, int Seconds, Func<double, double> RecordsPerSecond)
{
    /// <summary>A step, a ramp, a wave and a burst; long enough behind the last increase for the minute without a decrease, and the decrease.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("step", 120, time => time is >= 10 and < 50 ? 8_000 : 500),
        new("ramp", 130, time => time < 60 ? 9_000 * time / 60 : 500),
        new("wave", 150, time => time < 100 ? 500 + (4_000 * (1 - Math.Cos(2 * Math.PI * time / 100))) : 500),
        new("burst", 90, time => time is >= 10 and < 18 ? 12_000 : 500),
    ];
}
