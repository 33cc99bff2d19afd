namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>What is usual of one measure.</summary>
/// <param name="Measure">Measure.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Deviation">Its standard deviation, above 0.</param>
public sealed record ModelTerm(string Measure, double Mean, double Deviation);
