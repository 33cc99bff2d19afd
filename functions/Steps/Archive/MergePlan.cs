using ServerlessIot.Domain.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Blobs or segments that become segments of a higher level.</summary>
/// <param name="Level">Level of the result.</param>
/// <param name="Slot">Its span.</param>
/// <param name="Blobs">Hot blobs; none when segments are merged.</param>
/// <param name="Segments">Segments of one policy; none when hot blobs are merged.</param>
internal sealed record MergePlan(SegmentLevel Level, long Slot, IReadOnlyList<HotBlob> Blobs, IReadOnlyList<Segment> Segments)
{
    /// <summary>Whose rows are left out.</summary>
    internal Erasures Erasures { get; init; } = Erasures.None;

    internal ChunkFormat Format => Level is SegmentLevel.Warm or SegmentLevel.Cold ? ChunkFormat.Sealed : ChunkFormat.JsonLines;

    internal BlobTier Tier => Level switch
    {
        SegmentLevel.Warm => BlobTier.Cool,
        SegmentLevel.Cold => BlobTier.Cold,
        _ => BlobTier.Hot,
    };

    internal long Rows => Blobs.Sum(blob => (long)blob.Rows) + Segments.Sum(segment => segment.Rows);

    internal long Bytes => Blobs.Sum(blob => blob.Bytes) + Segments.Sum(segment => segment.Bytes);
}
