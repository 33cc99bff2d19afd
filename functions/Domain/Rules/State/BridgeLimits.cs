namespace ServerlessIot.Domain.Rules.State;

/// <summary>For how long silence of devices waits for a bridge of which no mark comes. What follows from it is written, so it may change at any time.</summary>
/// <param name="Silent">For a bridge whose devices keep what it does not acknowledge, ms.</param>
/// <param name="SilentSpool">For one that keeps it itself, ms.</param>
public readonly record struct BridgeLimits(long Silent, long SilentSpool)
{
    /// <summary>5 minutes and 24 hours.</summary>
    public static BridgeLimits Default { get; } = new(300_000, 86_400_000);
}
