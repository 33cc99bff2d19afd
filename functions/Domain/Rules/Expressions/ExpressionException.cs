namespace ServerlessIot.Domain.Rules.Expressions;

/// <summary>A text is no expression.</summary>
/// <param name="at">Character where the fault is, from 1.</param>
/// <param name="reason">What is wrong.</param>
public sealed class ExpressionException(int at, string reason) : Exception(FormattableString.Invariant($"{reason} (character {at})"));
