namespace ServerlessIot.Benchmarks.Planner;

/// <summary>A shape, once, as the local host went through it.</summary>
/// <param name="Shape">Name of the shape.</param>
/// <param name="Up">Time, in s, that the host's first instances had been up before the time that the others count from.</param>
/// <param name="Waited">Share of the time, from 0 to 1, in which somebody waited for a processor.</param>
/// <param name="Load">The load as it was written.</param>
/// <param name="Samples">Samples by function.</param>
internal sealed record Round(string Shape, double Up, double Waited, Written Load, IReadOnlyDictionary<string, List<Sample>> Samples);
