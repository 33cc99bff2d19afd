namespace ServerlessIot.Edition.Fleet;

/// <summary>What the simulator last told about its devices.</summary>
/// <param name="Published">Messages sent.</param>
/// <param name="Acknowledged">Messages acknowledged.</param>
public sealed record FleetFigures(long Published, long Acknowledged);
