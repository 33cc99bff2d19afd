namespace ServerlessIot.Edition.Draining;

/// <summary>The functions did not catch up in time.</summary>
/// <param name="patience">The time they had.</param>
/// <param name="behind">Who is behind, by how many records; −1 = unknown.</param>
#pragma warning disable CA1032 // Made here only, always with its numbers.
public sealed class DrainException(TimeSpan patience, IReadOnlyList<(string Function, long Lag)> behind) : Exception($"Not drained after {patience.TotalSeconds:0} s.")
#pragma warning restore CA1032
{
    /// <summary>Who is behind, by how many records; −1 = unknown.</summary>
    public IReadOnlyList<(string Function, long Lag)> Behind => behind;
}
