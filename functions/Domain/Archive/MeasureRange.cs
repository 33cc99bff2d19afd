namespace ServerlessIot.Domain.Archive;

/// <summary>Smallest and largest value of a measure in a chunk.</summary>
/// <param name="Name">Name of the measure.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
public readonly record struct MeasureRange(string Name, double Min, double Max);
