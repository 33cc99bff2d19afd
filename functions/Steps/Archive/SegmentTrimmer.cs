using ServerlessIot.Domain.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Puts a segment with fewer chunks in the place of one: a new index on the same blob of rows, which may lie in the tier Archive.</summary>
public sealed class SegmentTrimmer(IArchiveBlobs blobs, ManifestEditor editor)
{
    /// <summary>Leaves chunks out, whose rows count as erased from then on.</summary>
    /// <returns>Names of what counts instead, none when nothing remained; null when something else took the segment's place meanwhile.</returns>
    internal async Task<IReadOnlyList<string>?> TrimAsync(int partition, Segment segment, Func<SegmentChunk, bool> drop, long now, CancellationToken cancellationToken)
    {
        var index = await blobs.DownloadAsync(segment.IndexName, cancellationToken) ?? throw new BlobGoneException($"{segment.IndexName} is not there.");
        var trimmed = SegmentIndex.Without(index.Content, drop);
        Segment[] by = [];
        if (trimmed is not null)
        {
            if (trimmed.Rows == segment.Rows) return [segment.Name];
            var after = segment with { Name = segment.AnotherName(), RowsOf = segment.Data, Rows = trimmed.Rows, IndexBytes = trimmed.Index.Length, From = trimmed.From, To = trimmed.To };
            await blobs.StageAsync(after.IndexName, 0, trimmed.Index, cancellationToken);
            await blobs.CommitAsync(after.IndexName, 1, segment.Level == SegmentLevel.Warm ? BlobTier.Cool : BlobTier.Cold, cancellationToken);
            by = [after];
        }

        var old = new Replaced(now, [], [segment], [.. by.Select(one => one.Name)]) { Erased = segment.Rows - (trimmed?.Rows ?? 0) };
        var committed = await editor.CommitAsync(
            partition,
            (state, decision) =>
            {
                if (!state.Segments.Contains(segment)) return false;
                state.Merge(old, by, decision.Changes);
                return true;
            },
            cancellationToken);
        return committed is null ? null : old.By;
    }
}
