using Microsoft.Extensions.Logging;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>What the archive's functions say, log events 1400 to 1410.</summary>
public sealed partial class ArchiveLog(ILogger<ArchiveLog> logger)
{
    internal void Merged(int partition, MergePlan plan, IReadOnlyList<Segment> written, TimeSpan took) =>
        Merged(partition, plan.Blobs.Count + plan.Segments.Count, plan.Level, plan.Rows, plan.Bytes, written.Sum(segment => segment.Bytes), took.TotalMilliseconds);

    [LoggerMessage(1400, LogLevel.Information, "{Function} is running elsewhere; this run does nothing.")]
    internal partial void HeldByAnother(string function);

    [LoggerMessage(1401, LogLevel.Information, "{Function} used up its time; the next run goes on. If it never ends, raise Archive__RunFor or run it more often.")]
    internal partial void OutOfTime(string function);

    [LoggerMessage(1402, LogLevel.Information, "Partition {Partition}: {Inputs} blobs became a segment of level {Level}: {Rows} rows, {Before} bytes before, {After} after, {Milliseconds:F0} ms.")]
    internal partial void Merged(int partition, int inputs, SegmentLevel level, long rows, long before, long after, double milliseconds);

    [LoggerMessage(1403, LogLevel.Information, "Partition {Partition}: a merge to level {Level} was given up, since the manifest changed meanwhile.")]
    internal partial void Overtaken(int partition, SegmentLevel level);

    [LoggerMessage(1404, LogLevel.Critical, "Partition {Partition}: a merge to level {Level} cannot be done. Nothing was changed: restore the blob named here from a backup, or wait for Store to make it again of the log.")]
    internal partial void Damaged(Exception exception, int partition, SegmentLevel level);

    [LoggerMessage(1405, LogLevel.Warning, "Partition {Partition}: the store has forgotten {Segment}; what it took the place of counts again.")]
    internal partial void Forgotten(int partition, string segment);

    [LoggerMessage(1406, LogLevel.Information, "Partition {Partition}: {Count} blobs that nothing leads to were deleted.")]
    internal partial void Deleted(int partition, int count);

    [LoggerMessage(1407, LogLevel.Information, "Partition {Partition}: {Segment} goes to the tier Archive.")]
    internal partial void ToArchive(int partition, string segment);

    [LoggerMessage(1408, LogLevel.Information, "Partition {Partition}: {Segment} and its {Rows} rows were kept long enough and are deleted.")]
    internal partial void Expired(int partition, string segment, long rows);

    [LoggerMessage(1409, LogLevel.Error, "{Function}: partition {Partition} failed; the next run goes on with it.")]
    internal partial void Failed(Exception exception, string function, int partition);

    [LoggerMessage(1410, LogLevel.Information, "{Count} blobs of journals that were sealed long ago were deleted.")]
    internal partial void JournalsDeleted(int count);
}
