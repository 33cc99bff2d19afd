namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>A number with its unit, and what it was made of.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">Unit, such as <c>kWh</c>.</param>
/// <param name="Source">Measure that it comes from.</param>
public sealed record Quantity(double Value, string Unit, string Source);
