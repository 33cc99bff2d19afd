namespace ServerlessIot.Simulator.Fleet;

/// <summary>A device's clock: follows the time given, but never shows the same millisecond twice.</summary>
internal struct Clockwork
{
    private long _last;

    public long Next(long now) => _last = Math.Max(now, _last + 1);
}
