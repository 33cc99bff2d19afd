namespace ServerlessIot.Steps.Aggregate;

/// <summary>Settings of Aggregate, section <c>Aggregate</c>.</summary>
public sealed record AggregateOptions
{
    /// <summary>Length of the tumbling windows, 1 second to 1 day.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A window is told on the first tick that lies this far beyond its end.</summary>
    public TimeSpan Lateness { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A window untouched for this long is dropped from memory (SOURCES 3: ten lengths); later events for it are only counted.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromMinutes(10);
}
