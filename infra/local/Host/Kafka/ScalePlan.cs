namespace ServerlessIot.Host.Kafka;

/// <summary>
/// How many instances a function should have: lag / LagThreshold, from one (Azure: none without lag) to one a partition and to the
/// host's limit; fewer only when the last increase is a minute ago.
/// </summary>
internal sealed class ScalePlan(long lagThreshold, int limit, TimeProvider time)
{
    /// <summary>Time without a decrease after an increase, as in the real scaler.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(1);

    private long? _increased;

    /// <summary>The number wanted now.</summary>
    public int Target(Lag lag, int current)
    {
        long wanted = (lag.Records + lagThreshold - 1) / Math.Max(1, lagThreshold);
        int target = (int)Math.Clamp(wanted, 1, Math.Max(1, Math.Min(limit, lag.Partitions)));
        if (target > current) _increased = time.GetTimestamp();
        bool cooling = _increased is { } at && time.GetElapsedTime(at) < Cooldown;
        return target < current && cooling ? current : target;
    }
}
