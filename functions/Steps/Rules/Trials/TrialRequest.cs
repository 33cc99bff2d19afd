namespace ServerlessIot.Steps.Rules.Trials;

/// <summary>Which stored events rules are tried on.</summary>
/// <param name="Tenant">Their tenant.</param>
/// <param name="Device">Their device; null = all of the tenant's.</param>
/// <param name="From">First time, Unix milliseconds.</param>
/// <param name="To">First time after, Unix milliseconds.</param>
/// <param name="MostRows">Events after which it ends, 1 or more.</param>
public sealed record TrialRequest(string Tenant, string? Device, long From, long To, long MostRows);
