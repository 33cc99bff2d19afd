namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>A clock that goes only when a test moves it.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_763_600_000_000);

    public override DateTimeOffset GetUtcNow() => Now;
}
