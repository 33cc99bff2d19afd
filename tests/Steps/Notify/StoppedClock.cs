namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>A clock that goes only when a test moves it; its timers are real.</summary>
public sealed class StoppedClock : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(1_763_600_000_000);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
