using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>A stay at one place.</summary>
/// <param name="Place">Mean of its positions.</param>
/// <param name="Arrival">Time of the first of them, Unix milliseconds.</param>
/// <param name="Departure">Time of the last of them, Unix milliseconds.</param>
public sealed record Stop(Position Place, long Arrival, long Departure);
