namespace ServerlessIot.Edition.Replay;

/// <summary>One value of a series.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Value">The value.</param>
public readonly record struct StoredPoint(long Time, double Value);
