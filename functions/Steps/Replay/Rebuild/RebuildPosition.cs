namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>How far a job of the kind rebuild is.</summary>
/// <param name="Partition">Partition that is under way.</param>
/// <param name="Device">Last device that is done there; null before the first.</param>
/// <param name="Done">Whether nothing is left.</param>
public sealed record RebuildPosition(int Partition, string? Device, bool Done = false);
