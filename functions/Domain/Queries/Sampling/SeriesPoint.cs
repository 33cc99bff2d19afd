namespace ServerlessIot.Domain.Queries.Sampling;

/// <summary>One value of one measure.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Value">Finite, in the unit of the source.</param>
public readonly record struct SeriesPoint(long Time, double Value);
