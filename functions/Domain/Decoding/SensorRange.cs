namespace ServerlessIot.Domain.Decoding;

/// <summary>What a measure can be. Values at the bounds are inside.</summary>
/// <param name="Min">Smallest possible value.</param>
/// <param name="Max">Largest possible value.</param>
/// <param name="Critical">A value above it is valid and critical; null when the source names none.</param>
/// <param name="Unit">Unit for people; null when the source names none.</param>
public sealed record SensorRange(double Min, double Max, double? Critical = null, string? Unit = null)
{
    /// <summary>Whether a value is possible; false for NaN.</summary>
    public bool Contains(double value) => value >= Min && value <= Max;
}
