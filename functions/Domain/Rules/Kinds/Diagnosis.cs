namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>What a <see cref="PatternRule"/> says when it fires (SOURCES 7).</summary>
/// <param name="Fault">Name of the fault, such as <c>hardware</c>.</param>
/// <param name="Cause">Root cause, for people; null for none.</param>
/// <param name="Actions">What to do, for people.</param>
/// <param name="Minutes">Minutes to recover when it is sure: 1.5 times as long below a confidence of 0.9, twice below 0.8.</param>
public sealed record Diagnosis(string Fault, string? Cause, IReadOnlyList<string> Actions, double Minutes);
