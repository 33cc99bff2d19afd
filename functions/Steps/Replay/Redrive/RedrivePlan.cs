namespace ServerlessIot.Steps.Replay.Redrive;

/// <summary>Offsets of telemetry.quarantine whose records a job decided to put back.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">First offset behind.</param>
public sealed record RedrivePlan(int Partition, long From, long To);
