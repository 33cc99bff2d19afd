namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>Body of a request that acknowledges, clears or reopens an alert.</summary>
/// <param name="By">Who does it, 1 to 128 characters.</param>
public sealed record AlertAction(string? By);
