namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>A clock that goes only when a test moves it; its timers are real.</summary>
public sealed class StoppedClock : TimeProvider
{
    /// <summary>The time that it shows.</summary>
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_763_600_000_000);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}
