namespace ServerlessIot.Domain.Queries.Sampling;

/// <summary>The values of one measure in one stretch of time.</summary>
/// <param name="Time">Its first millisecond, Unix milliseconds.</param>
/// <param name="Count">Values, 1 or more.</param>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
/// <param name="Mean">Arithmetic mean.</param>
public readonly record struct TimeBucket(long Time, long Count, double Min, double Max, double Mean);
