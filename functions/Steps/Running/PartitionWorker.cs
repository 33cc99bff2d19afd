using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>Takes batches of one source partition through a step: skip what the marks cover, decide, commit, tell (delivery rule 2).</summary>
internal sealed class PartitionWorker<TState>(
    IDecider<TState> decider, IBlobStore blobs, ILogReader reader, ILogWriter quarantine, TopicNames topics, int partition, JournalLimits? limits, StepReport report)
    where TState : class
{
    /// <summary>Blobs looked for at once.</summary>
    private const int LooksAtOnce = 8;
    private readonly SourceGuard guard = new(reader, report);
    private PartitionState<TState>? warm;

    /// <summary>
    /// Processes records of this partition, sorted by offset. What lies between two of them was read by another owner, while the batch
    /// filled, and may be lost to a store that lost its tail: so each run of offsets is held against the marks for itself.
    /// </summary>
    public async Task ProcessAsync(IReadOnlyList<LogRecord> batch, CancellationToken cancellationToken)
    {
        for (int from = 0, to = 1; from < batch.Count; to++)
        {
            if (to < batch.Count && batch[to].Offset == batch[to - 1].Offset + 1) continue;
            await ProcessRunAsync(from == 0 && to == batch.Count ? batch : [.. batch.Take(from..to)], cancellationToken);
            from = to;
        }
    }

    private async Task ProcessRunAsync(IReadOnlyList<LogRecord> batch, CancellationToken cancellationToken)
    {
        for (var contested = false; !await TryProcessAsync(batch, contested, cancellationToken); contested = true)
        {
            report.Conflict();
            warm = null;
        }
    }

    private async Task<bool> TryProcessAsync(IReadOnlyList<LogRecord> batch, bool contested, CancellationToken cancellationToken)
    {
        var held = warm;
        // A gap may only mean that another owner went on meanwhile.
        var anew = held is null || batch[0].Offset > held.Marks.Offset + 1;
        if (anew) held = await OpenAsync(cancellationToken);
        var recreated = await guard.RecreatedAsync(held!.Marks, batch, cancellationToken);
        // A former owner may bring records of a log that was deleted meanwhile; the marks may be of the new one already.
        var doubtful = held.Marks.Epoch > 0 && (contested || batch[0].Offset != held.Marks.Offset + 1);
        if ((recreated || doubtful) && await guard.StaleAsync(batch[0], cancellationToken))
        {
            report.Stale(batch.Count, batch[0].Offset);
            return true;
        }

        if (recreated && !await BeginEpochAsync(held, batch[0], cancellationToken)) return false;
        if (anew && !await KeepAsync(held, held.RecentBlobs(), batch[0].Topic, cancellationToken)) return false;
        var lostBefore = 0L;
        if (batch[0].Offset > held.Marks.Offset + 1)
        {
            await foreach (var (records, lost) in guard.MissingAsync(held.Marks, batch[0], cancellationToken))
            {
                // A loss is committed with the record after it, which alone may jump over the numbers that are gone.
                if (records.Count == 0) lostBefore = lost;
                else if (!await StepAsync(held, records, new Telling(), lost, cancellationToken)) return false;
            }
        }

        var again = batch.TakeWhile(record => record.Offset <= held.Marks.Offset).ToList();
        var retold = await RetellAsync(held, again, cancellationToken);
        var fresh = again.Count == 0 ? batch : [.. batch.Skip(again.Count)];
        return await StepAsync(held, fresh, retold, lostBefore, cancellationToken);
    }

    private async Task<PartitionState<TState>> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = await PartitionState<TState>.OpenAsync(blobs, decider, partition, limits, cancellationToken);
        report.Opened(opened.Marks);
        return opened;
    }

    private async Task<bool> BeginEpochAsync(PartitionState<TState> held, LogRecord first, CancellationToken cancellationToken)
    {
        var (_, end) = await reader.BoundsAsync(first.Topic, first.Partition, cancellationToken);
        var marks = held.Marks with { Epoch = held.Marks.Epoch + 1, Offset = -1 };
        report.Recreated(end, held.Marks, marks.Epoch);
        var decision = new Decision(partition, marks.Epoch);
        warm = null;
        await decider.ResumeAsync(held.State, reader, decision, cancellationToken);
        var tally = held.Tally.BeginEpoch(held.Marks, decider.Numbered);
        if (!await held.Journal!.TryAppendAsync(PartitionState<TState>.Entry(marks, tally, -1, decision), cancellationToken)) return false;
        held.Forget();
        held.Committed(marks, tally, -1, decision);
        warm = held;
        return true;
    }

    private async Task<Telling> RetellAsync(PartitionState<TState> held, List<LogRecord> again, CancellationToken cancellationToken)
    {
        var telling = new Telling();
        if (again.Count == 0) return telling;
        var outcomes = held.OutcomesOf(again[0].Offset, again[^1].Offset);
        foreach (var record in again)
        {
            if (outcomes.TryGetValue(record.Offset, out var outcome)) decider.Retell(record, outcome, telling);
            else if (outcomes.TryGetValue(Decision.Refused(record), out var reason)) telling.Refused.Add(Refusal(record, held.Marks.Epoch, Encoding.UTF8.GetString(reason.Span)));
            if (!telling.IsLarge) continue;
            await TellAsync(telling, cancellationToken);
            telling = new Telling();
        }

        return telling;
    }

    private async Task TellAsync(Telling telling, CancellationToken cancellationToken)
    {
        if (telling.Refused.Count > 0) await quarantine.WriteAsync(telling.Refused, cancellationToken);
        if (!telling.Empty) await decider.TellAsync(telling, cancellationToken);
    }

    /// <summary>Decides and commits, then tells <paramref name="retold"/> and what the decision holds. False when the commit was refused.</summary>
    private async Task<bool> StepAsync(PartitionState<TState> held, IReadOnlyList<LogRecord> records, Telling retold, long lost, CancellationToken cancellationToken)
    {
        var telling = retold;
        if (records.Count > 0)
        {
            var before = held.Marks;
            if (NumberBefore(records, before) is not { } start) return true;
            if (before.Number > 0 && start > before.Number)
            {
                lost = start - before.Number;
                report.LostNumbers(before.Number + 1, lost);
            }

            if (start < before.Number) report.NumbersAgain(start + 1, before.Number);
            var (applied, number, seen) = Next(records, start, jump: lost > 0 || before.Number == 0);
            var decision = new Decision(partition, before.Epoch);
            // From here until the commit the state in memory is ahead of the journal.
            warm = null;
            var refused = false;
            try
            {
                if (lost > 0) await decider.ResumeAsync(held.State, reader, decision, cancellationToken);
                await decider.DecideAsync(held.State, applied, decision, cancellationToken);
            }
            catch (Exception exception) when (applied.Count > 0 && IsTheStepsOwn(exception))
            {
                held = await OpenAsync(cancellationToken);
                if (held.Marks != before) return false;
                if (applied.Count > 1) return await HalvesAsync(held, records, retold, lost, exception, cancellationToken);
                decision = Refuse(held, applied[0], exception);
                refused = true;
            }

            var marks = before with { Offset = records[^1].Offset, Id = SourceGuard.IdOf(records[^1]), Number = number, Lost = before.Lost + lost };
            var tally = held.Tally.SetBack(before.Number - start).With(before, applied, decider.Numbered, seen, refused);
            var from = records[0].Offset;
            if (!await held.Journal!.TryAppendAsync(PartitionState<TState>.Entry(marks, tally, from, decision), cancellationToken)) return false;
            held.Committed(marks, tally, from, decision);
            warm = held;
            telling.Records.AddRange(decision.Telling.Records);
            telling.Documents.AddRange(decision.Telling.Documents);
            telling.Refused.AddRange(decision.Telling.Refused);
            if (decision.Blobs.Count > 0 && !await KeepAsync(held, decision.Blobs, records[0].Topic, cancellationToken)) return false;
        }

        await TellAsync(telling, cancellationToken);
        if (held.Journal!.Full)
        {
            warm = null;
            if (await held.Journal.RollAsync(held.Snapshot(), cancellationToken)) warm = held;
        }

        return true;
    }

    /// <summary>
    /// A store that dies after an upload may forget the blob and take the entry that names it all the same. What is there after
    /// the commit cannot be forgotten without the entry any more; what is not is made again, in an entry of its own.
    /// </summary>
    private async Task<bool> KeepAsync(PartitionState<TState> held, IEnumerable<NamedBlob> named, string topic, CancellationToken cancellationToken)
    {
        // Until all were seen: whoever goes on has to open the journal, and looks again.
        warm = null;
        foreach (var some in named.Chunk(LooksAtOnce))
        {
            var there = await Task.WhenAll(some.Select(blob => blobs.ExistsAsync(blob.Name, cancellationToken)));
            foreach (var lost in some.Where((blob, i) => !there[i] && decider.Needs(held.State, blob)))
            {
                if (!await RemakeAsync(held, lost, topic, cancellationToken)) return false;
            }
        }

        warm = held;
        return true;
    }

    private async Task<bool> RemakeAsync(PartitionState<TState> held, NamedBlob lost, string topic, CancellationToken cancellationToken)
    {
        report.Forgotten(lost);
        var records = new List<LogRecord>();
        await foreach (var record in reader.ReadAsync(topic, partition, lost.First, lost.Last + 1, cancellationToken)) records.Add(record);
        var decision = new Decision(partition, held.Marks.Epoch);
        var missing = await decider.RemakeAsync(held.State, lost, Next(records, lost.Before, jump: true).Applied, decision, cancellationToken);
        if (missing > 0) report.Lost(lost.First, missing);
        if (decision.Changes.Length == 0 && decision.Blobs.Count == 0) return true;
        var (marks, tally) = (held.Marks with { Lost = held.Marks.Lost + missing }, held.Tally.Without(missing));
        if (!await held.Journal!.TryAppendAsync(PartitionState<TState>.Entry(marks, tally, lost.First, decision), cancellationToken)) return false;
        held.Committed(marks, tally, lost.First, decision);
        return await KeepAsync(held, decision.Blobs, topic, cancellationToken);
    }

    // Whatever a store or the log does is tried again; everything else is a fault of the step, and comes again with the record.
    private static bool IsTheStepsOwn(Exception exception) =>
        exception is not (StoreUnavailableException or LogUnavailableException or CorruptDataException or OperationCanceledException or OutOfMemoryException);

    /// <summary>Some record of several makes the step fail: halves are entries of their own, until it is alone.</summary>
    private async Task<bool> HalvesAsync(
        PartitionState<TState> held, IReadOnlyList<LogRecord> records, Telling retold, long lost, Exception exception, CancellationToken cancellationToken)
    {
        report.Divided(exception, records.Count, records[0].Offset);
        var half = records.Count / 2;
        return await StepAsync(held, [.. records.Take(half)], retold, lost, cancellationToken)
            && warm is { } next
            && await StepAsync(next, [.. records.Skip(half)], new Telling(), 0, cancellationToken);
    }

    /// <summary>The one record that makes the step fail goes to quarantine; its neighbours have gone on (delivery rule 8).</summary>
    private Decision Refuse(PartitionState<TState> held, LogRecord record, Exception exception)
    {
        report.Refused(exception, record.Offset);
        var decision = new Decision(partition, held.Marks.Epoch);
        var reason = $"{exception.GetType().Name}: {exception.Message}";
        decision.Refuse(record, reason);
        decider.Refused(held.State, record, decision);
        decision.Telling.Refused.Add(Refusal(record, held.Marks.Epoch, reason));
        return decision;
    }

    private OutRecord Refusal(LogRecord record, int epoch, string reason) => Quarantine.Record(
        topics, record, decider.Name, new Refusal("step-failed", reason), (decider.Numbered ? ValidRecord.Origin(record) : new Origin(epoch, partition, record.Offset, 0)).ToString());

    /// <summary>
    /// The number that a batch goes on from. In a log that was made anew, numbers go on behind those that this step never read in the old one;
    /// or begin again, when Validate's journal was set back further than this one. Null: nothing but copies of what was read.
    /// </summary>
    private long? NumberBefore(IReadOnlyList<LogRecord> records, Marks marks)
    {
        if (!decider.Numbered || marks is not { Epoch: > 0, Offset: < 0 }) return marks.Number;
        var known = Origin.TryParse(marks.Id, out var last);
        foreach (var record in records)
        {
            if (!known || ValidRecord.Origin(record) > last) return Tally.NumberOf(record) - 1;
        }

        return null;
    }

    /// <summary>Of a numbered source: the records that continue the numbers, the last of these, and the highest seen; copies are dropped, what lies beyond a hole waits.</summary>
    private (IReadOnlyList<LogRecord> Applied, long Number, long Seen) Next(IReadOnlyList<LogRecord> records, long last, bool jump)
    {
        if (!decider.Numbered) return (records, last, 0);
        var applied = new List<LogRecord>(records.Count);
        var seen = last;
        foreach (var record in records)
        {
            var number = Tally.NumberOf(record);
            if (number <= last) continue;
            if (number != last + 1 && !jump)
            {
                if (seen <= last) report.Hole(number, last);
                seen = Math.Max(seen, number);
                continue;
            }

            jump = false;
            last = number;
            seen = Math.Max(seen, number);
            applied.Add(record);
        }

        return (applied, last, seen);
    }
}
