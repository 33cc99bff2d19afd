namespace ServerlessIot.Domain.Archive;

/// <summary>What a segment's index says of one chunk: consecutive rows of one device, ordered by time, then origin.</summary>
public sealed record SegmentChunk
{
    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>Where its bytes begin in the segment.</summary>
    public required long Offset { get; init; }

    /// <summary>Its bytes.</summary>
    public required int Length { get; init; }

    /// <summary>Id of the key under which it is sealed; 0 when it is not.</summary>
    public ulong Key { get; init; }

    /// <summary>Its rows, at least 1.</summary>
    public required int Rows { get; init; }

    /// <summary>Time of its first row, Unix milliseconds.</summary>
    public required long From { get; init; }

    /// <summary>Time of its last row, Unix milliseconds.</summary>
    public required long To { get; init; }

    /// <summary>Where its rows lie; null when none has a position.</summary>
    public Area? Area { get; init; }

    /// <summary>Ranges of its measures, in the order of their first appearance.</summary>
    public IReadOnlyList<MeasureRange> Measures { get; init; } = [];
}
