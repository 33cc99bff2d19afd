using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>What counts in one partition at one moment: each stored row stands in exactly one of the two, until it is erased.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Blobs">Hot blobs.</param>
/// <param name="Segments">Segments.</param>
public sealed record Manifest(int Partition, IReadOnlyList<HotBlob> Blobs, IReadOnlyList<Segment> Segments)
{
    /// <summary>Whose rows count no more, although they may still stand there.</summary>
    public Erasures Erasures { get; init; } = Erasures.None;
}
