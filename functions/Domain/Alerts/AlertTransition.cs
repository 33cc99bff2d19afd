namespace ServerlessIot.Domain.Alerts;

/// <summary>What came of a wish to change an alert.</summary>
/// <param name="Next">The alert as it is to be, which is the very same object when nothing changes; null when the wish is illegal.</param>
/// <param name="Reason">Why it is illegal, for people; null when it is legal.</param>
public readonly record struct AlertTransition(AlertDocument? Next, string? Reason);
