namespace ServerlessIot.Broker.Groups;

/// <summary>A group's place in a partition.</summary>
/// <param name="Offset">Next offset to read.</param>
/// <param name="LeaderEpoch">Leader epoch of the last record read, -1 for unknown.</param>
/// <param name="Metadata">The client's own note.</param>
internal readonly record struct CommittedOffset(long Offset, int LeaderEpoch, string Metadata);
