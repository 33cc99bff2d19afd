using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Uploads a segment and its index while rows come, block by block.</summary>
internal sealed class SegmentWriter(IArchiveBlobs blobs, string name, SegmentLevel level, ChunkFormat format, BlobTier tier, long slot, string policy)
{
    /// <summary>Bytes of a block: large enough that a segment of some GiB has few, small enough to hold.</summary>
    private const int BlockBytes = 4 << 20;

    // A cold segment is looked up seldom and kept for years: its index leaves the finest grid out.
    private readonly SegmentBuilder builder = new(format, level == SegmentLevel.Cold ? 1 : 0);
    private int blocks;

    internal string Name => name;

    internal bool Full => builder.Full;

    internal ValueTask AddAsync(DeviceEvent row, CancellationToken cancellationToken)
    {
        builder.Add(row);
        return builder.Ready < BlockBytes ? ValueTask.CompletedTask : new ValueTask(StageAsync(cancellationToken));
    }

    /// <summary>Ends the segment. It counts once an entry names it.</summary>
    internal async Task<Segment> FinishAsync(CancellationToken cancellationToken)
    {
        var index = builder.Finish();
        if (builder.Ready > 0) await StageAsync(cancellationToken);
        await blobs.CommitAsync(name, blocks, tier, cancellationToken);
        var segment = new Segment
        {
            Name = name,
            Level = level,
            Format = format,
            Tier = tier,
            Rows = builder.Rows,
            Bytes = builder.Bytes,
            IndexBytes = index.Length,
            From = builder.From,
            To = builder.To,
            Slot = slot,
            Policy = policy,
        };
        await blobs.StageAsync(segment.IndexName, 0, index, cancellationToken);
        await blobs.CommitAsync(segment.IndexName, 1, tier, cancellationToken);
        return segment;
    }

    private Task StageAsync(CancellationToken cancellationToken) => blobs.StageAsync(name, blocks++, builder.Take(), cancellationToken);
}
