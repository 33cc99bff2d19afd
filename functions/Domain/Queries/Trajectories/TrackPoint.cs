using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>A vertex of a track.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Place">Where the device was.</param>
/// <param name="Speed">Its measure <c>speed</c>, km/h for vehicles; null when the event had none.</param>
public readonly record struct TrackPoint(long Time, Position Place, double? Speed);
