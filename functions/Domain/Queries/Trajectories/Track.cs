namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>A way as lines.</summary>
/// <param name="Lines">Lines between gaps, in the order of time, each of one vertex or more.</param>
/// <param name="Tolerance">Every position that was left out lies within so many metres of its line.</param>
/// <param name="Gap">Silence that ends a line, milliseconds; longer than asked for when there would have been too many lines.</param>
public sealed record Track(IReadOnlyList<IReadOnlyList<TrackPoint>> Lines, double Tolerance, long Gap);
