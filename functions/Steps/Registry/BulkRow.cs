namespace ServerlessIot.Steps.Registry;

/// <summary>A row of many registrations.</summary>
/// <param name="Number">Which one it is, from 1.</param>
/// <param name="Draft">What it says; null when it cannot be had.</param>
/// <param name="Reason">Why it is refused; null = it is not.</param>
public sealed record BulkRow(int Number, RegistrationDraft? Draft, string? Reason);

/// <summary>What became of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Outcome">What became of it; null = it failed.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record BulkResult(BulkRow Row, RegistryOutcome? Outcome, string? Reason);
