namespace ServerlessIot.Domain.Rules;

/// <summary>What a rule found when its condition held.</summary>
/// <param name="Measure">Measure that broke it; the kind of the rule where no single one did.</param>
/// <param name="Value">Its value, in the unit of the event.</param>
/// <param name="Limit">The limit, in the same unit.</param>
/// <param name="IsBelow">Whether the value lies below the limit rather than above.</param>
/// <param name="Score">Score or confidence, 0 to 1; NaN where the kind has none.</param>
/// <param name="Severity">1 to 5, or 0 for the rule's own.</param>
/// <param name="Action">Command that is due, or null for the rule's own.</param>
/// <param name="Mask">Which symptoms hold, a bit each.</param>
public readonly record struct Finding(string Measure, double Value, double Limit, bool IsBelow = false, double Score = double.NaN, int Severity = 0, string? Action = null, ulong Mask = 0);
