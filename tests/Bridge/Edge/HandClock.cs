namespace ServerlessIot.Bridge.Tests.Edge;

/// <summary>A clock that a test moves by hand; the date goes with it, timers run in real time.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(GetTimestamp() - 1);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
