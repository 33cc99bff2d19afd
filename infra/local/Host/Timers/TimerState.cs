namespace ServerlessIot.Host.Timers;

/// <summary>What is kept of a monitored schedule between two starts; times are UTC.</summary>
/// <param name="Last">The last run; the minimum value before the first.</param>
/// <param name="Next">The run expected next.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record TimerState(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
