namespace ServerlessIot.Steps.Track;

/// <summary>Settings of Track, section <c>Track</c>.</summary>
public sealed record TrackOptions
{
    /// <summary>A device silent for this long is offline (SOURCES 7: 10 minutes). Judged on ticks.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromMinutes(10);
}
