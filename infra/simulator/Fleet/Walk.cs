namespace ServerlessIot.Simulator.Fleet;

/// <summary>A measured value that drifts around its mean and never leaves mean ± spread.</summary>
/// <param name="random">Source of chance.</param>
/// <param name="mean">Middle.</param>
/// <param name="spread">Largest distance from the middle.</param>
internal sealed class Walk(Random random, double mean, double spread)
{
    // Per reading: a twentieth of the way back to the mean, and at most a fifth of the spread by chance.
    private const double Pull = 0.05;
    private const double Step = 0.2;
    private double _offset = spread * (random.NextDouble() * 2 - 1);

    /// <summary>The next value in hundredths.</summary>
    public long NextHundredths()
    {
        _offset = Math.Clamp(_offset * (1 - Pull) + spread * Step * (random.NextDouble() * 2 - 1), -spread, spread);
        return (long)Math.Round((mean + _offset) * 100);
    }
}
