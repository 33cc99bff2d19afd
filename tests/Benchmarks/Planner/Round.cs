namespace ServerlessIot.Benchmarks.Planner;

/// <summary>A shape, once, as the local host went through it.</summary>
/// <param name="Shape">Name of the shape.</param>
/// <param name="Started">Time of day, in s, that times count from, as in the host's log.</param>
/// <param name="Waited">Share of the time, from 0 to 1, in which somebody waited for a processor.</param>
/// <param name="Load">The load as it was written.</param>
/// <param name="Samples">Samples by function.</param>
internal sealed record Round(string Shape, double Started, double Waited, Written Load, IReadOnlyDictionary<string, List<Sample>> Samples);
