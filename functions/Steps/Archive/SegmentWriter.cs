using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Uploads a segment and its index while rows come, block by block.</summary>
internal sealed class SegmentWriter(IArchiveBlobs blobs, string name, MergePlan plan, string policy, RingSealer? sealer)
{
    /// <summary>Bytes of a block: large enough that a segment of some GiB has few, small enough to hold.</summary>
    private const int BlockBytes = 4 << 20;

    // A cold segment is looked up seldom and kept for years: its index leaves the finest grid out.
    private readonly SegmentBuilder builder = new(plan.Format, plan.Level == SegmentLevel.Cold ? 1 : 0, sealer);
    private int blocks;

    internal string Name => name;

    internal bool Full => builder.Full;

    internal ValueTask AddAsync(DeviceEvent row, CancellationToken cancellationToken)
    {
        builder.Add(row);
        return builder.Ready < BlockBytes ? ValueTask.CompletedTask : new ValueTask(StageAsync(cancellationToken));
    }

    /// <summary>Ends the segment. It counts once an entry names it.</summary>
    /// <exception cref="KeyRetiredException">One of its keys is about to be destroyed.</exception>
    internal async Task<Segment> FinishAsync(CancellationToken cancellationToken)
    {
        var index = builder.Finish();
        if (builder.Ready > 0) await StageAsync(cancellationToken);
        // Whoever sees the segment finds its keys.
        if (sealer is not null && !await sealer.KeepAsync(cancellationToken)) throw new KeyRetiredException($"A key of {name} was retired while it was written.");
        await blobs.CommitAsync(name, blocks, plan.Tier, cancellationToken);
        var segment = new Segment
        {
            Name = name,
            Level = plan.Level,
            Format = plan.Format,
            Tier = plan.Tier,
            Rows = builder.Rows,
            Bytes = builder.Bytes,
            IndexBytes = index.Length,
            From = builder.From,
            To = builder.To,
            Slot = plan.Slot,
            Policy = policy,
        };
        await blobs.StageAsync(segment.IndexName, 0, index, cancellationToken);
        await blobs.CommitAsync(segment.IndexName, 1, plan.Tier, cancellationToken);
        return segment;
    }

    private Task StageAsync(CancellationToken cancellationToken) => blobs.StageAsync(name, blocks++, builder.Take(), cancellationToken);
}
