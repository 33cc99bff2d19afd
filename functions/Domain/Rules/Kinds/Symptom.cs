namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>A sign of a fault.</summary>
/// <param name="Name">Name, such as <c>high_temperature</c>.</param>
/// <param name="Measure">Measure that shows it.</param>
/// <param name="Above">Shown by values above; positive infinity for none.</param>
/// <param name="Below">Shown by values below; negative infinity for none.</param>
/// <param name="Weight">What it adds to the confidence, above 0 to 1.</param>
public sealed record Symptom(string Name, string Measure, double Above, double Below, double Weight);
