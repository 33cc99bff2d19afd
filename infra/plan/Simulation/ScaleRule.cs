namespace ServerlessIot.Plan.Simulation;

/// <summary>
/// How many instances a function should have: lag / threshold, rounded up, from <paramref name="fewest"/> to one a partition and to
/// <paramref name="most"/>; fewer only when the last increase is long enough ago.
/// </summary>
/// <param name="lagThreshold">Records behind for each instance.</param>
/// <param name="partitions">Partitions of the topic.</param>
/// <param name="fewest">Always-ready instances.</param>
/// <param name="most">Most instances of the app.</param>
/// <param name="cooldownSeconds">Time, in s, without a decrease after an increase.</param>
public sealed class ScaleRule(long lagThreshold, int partitions, int fewest, int most, double cooldownSeconds)
{
    // Times are sums of steps.
    private const double Rounding = 1e-6;
    private double? _increased;

    /// <summary>The number wanted at a time, in s.</summary>
    public int Target(long lag, int current, double now)
    {
        var wanted = (lag + lagThreshold - 1) / lagThreshold;
        var target = (int)Math.Clamp(wanted, fewest, Math.Max(fewest, Math.Min(most, partitions)));
        if (target > current) _increased = now;
        return target < current && now - _increased < cooldownSeconds - Rounding ? current : target;
    }
}
