namespace ServerlessIot.Simulator.Sending;

/// <summary>How often a device misbehaves on purpose.</summary>
/// <param name="Duplicates">Share of messages that repeat the latest reading, 0 to 1.</param>
/// <param name="Invalid">Share of messages that are broken, 0 to 1.</param>
internal readonly record struct Misbehaviour(double Duplicates, double Invalid);
