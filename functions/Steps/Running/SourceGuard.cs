using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>Holds a batch against the marks: finds gaps and recreated logs, and reads back what is missing (delivery rule 4).</summary>
internal sealed class SourceGuard(ILogReader reader, StepReport report)
{
    /// <summary>Most records decided in one entry while a gap is read back.</summary>
    public const int Chunk = 4_000;

    /// <summary>Whether the marks were made on another log than the one that the batch comes from.</summary>
    public async Task<bool> RecreatedAsync(Marks marks, IReadOnlyList<LogRecord> batch, CancellationToken cancellationToken)
    {
        if (marks.Offset < 0 || batch[0].Offset == marks.Offset + 1) return false;
        foreach (var record in batch)
        {
            if (record.Offset == marks.Offset) return IdOf(record) != marks.Id;
        }

        var (_, end) = await reader.BoundsAsync(batch[0].Topic, batch[0].Partition, cancellationToken);
        if (end <= marks.Offset) return true;
        await foreach (var record in reader.ReadAsync(batch[0].Topic, batch[0].Partition, marks.Offset, marks.Offset + 1, cancellationToken))
            return IdOf(record) != marks.Id;
        return false;
    }

    /// <summary>
    /// Whether a batch comes from a log that was deleted since: the log holds something else where it begins, or has not come so far.
    /// What the log has outlived cannot be told from it any more, and counts as its own.
    /// </summary>
    public async Task<bool> StaleAsync(LogRecord first, CancellationToken cancellationToken)
    {
        var (_, end) = await reader.BoundsAsync(first.Topic, first.Partition, cancellationToken);
        if (end <= first.Offset) return true;
        await foreach (var record in reader.ReadAsync(first.Topic, first.Partition, first.Offset, first.Offset + 1, cancellationToken))
            return IdOf(record) != IdOf(first);
        return false;
    }

    /// <summary>
    /// Yields the records between the marks and the batch, in chunks without a gap inside, each with the count of records lost
    /// right before it; an empty last chunk stands for records lost right before the batch.
    /// </summary>
    public async IAsyncEnumerable<(List<LogRecord> Records, long Lost)> MissingAsync(
        Marks marks, LogRecord first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = marks.Offset + 1;
        var fresh = marks is { Offset: < 0, Epoch: 0 };
        if (!fresh) report.Gap(next, first.Offset);
        var chunk = new List<LogRecord>();
        var lost = 0L;
        await foreach (var record in reader.ReadAsync(first.Topic, first.Partition, next, first.Offset, cancellationToken))
        {
            var gap = Count(record.Offset);
            if (chunk.Count == Chunk || (gap > 0 && chunk.Count > 0))
            {
                yield return (chunk, lost);
                (chunk, lost) = ([], 0);
            }

            lost += gap;
            next = record.Offset + 1;
            chunk.Add(record);
        }

        if (chunk.Count > 0) yield return (chunk, lost);
        if (Count(first.Offset) is > 0 and var last) yield return ([], last);

        // What was gone before this step ever ran is not its loss.
        long Count(long offset)
        {
            if (offset <= next || fresh) return 0;
            report.Lost(next, offset - next);
            return offset - next;
        }
    }

    public static string IdOf(LogRecord record) => record.Header(LogHeaders.Id) ?? "";
}
