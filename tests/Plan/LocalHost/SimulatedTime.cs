namespace ServerlessIot.Plan.Tests.LocalHost;

/// <summary>Time that moves when it is told to.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public double Seconds => TimeSpan.FromTicks(_now).TotalSeconds;

    public override long GetTimestamp() => _now;

    /// <summary>Moves on to a time; never back.</summary>
    public void To(double seconds) => _now = Math.Max(_now, (long)Math.Ceiling(seconds * TimeSpan.TicksPerSecond));
}
