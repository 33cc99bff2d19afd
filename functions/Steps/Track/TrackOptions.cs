namespace ServerlessIot.Steps.Track;

/// <summary>Settings of Track, section <c>Track</c>.</summary>
public sealed record TrackOptions
{
    /// <summary>A device silent for this long is offline (SOURCES 7: 10 minutes). Judged on ticks.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Changed values of a device are written at most this often. Judged on ticks; a new device or a change of status or presence is written at once.</summary>
    public TimeSpan WriteEvery { get; init; } = TimeSpan.FromMinutes(1);
}
