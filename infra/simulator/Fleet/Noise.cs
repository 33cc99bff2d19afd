namespace ServerlessIot.Simulator.Fleet;

/// <summary>Errors of measurement.</summary>
/// <param name="random">Source of chance.</param>
internal sealed class Noise(Random random)
{
    // The sum of four even chances is close to a normal distribution, and cheap.
    private static readonly double Scale = Math.Sqrt(3);

    /// <summary>An error that knows nothing of the one before.</summary>
    /// <param name="deviation">Standard deviation.</param>
    public double White(double deviation)
        => (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * Scale * deviation;

    /// <summary>The next value of an error that wanders around zero.</summary>
    /// <param name="last">Its last value.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="seconds">Since the last value.</param>
    /// <param name="memory">Seconds in which it forgets all but a third of itself.</param>
    public double Wander(double last, double deviation, double seconds, double memory)
    {
        var keep = Math.Exp(-seconds / memory);
        return last * keep + White(deviation * Math.Sqrt(1 - keep * keep));
    }
}
