using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Steps.Replay.Redrive;

/// <summary>Refused records back into telemetry.raw, with their bytes and headers, up to the end that the quarantine had when the job began.</summary>
internal sealed class QuarantineReplay(ILogReader reader, ILogWriter log, TopicNames topics, ReplayOptions options) : IReplayWork
{
    // Records that are not meant are passed over, but not for ever in one piece.
    private const int MostLooked = 5000;
    private const int MostBytes = 16 << 20;
    private readonly RedrivenRecords redriven = new(topics);

    public string Kind => ReplayKinds.Quarantine;

    public async Task<ReplayPiece?> NextAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var positions = (job.Quarantine ?? await BeginAsync(cancellationToken)).ToArray();
        var i = Array.FindIndex(positions, position => position.Next < position.End);
        if (i < 0) return job.Quarantine is null ? new ReplayPiece(job with { Quarantine = positions }, [], 0) : null;
        var (before, records) = (positions[i], new List<OutRecord>());
        var (position, bytes) = (before, 0L);
        var most = Math.Min(options.ChunkRows, job.Request.Rate);
        await foreach (var record in reader.ReadAsync(topics.Quarantine, before.Partition, before.Next, before.End, cancellationToken))
        {
            position = position with { Next = record.Offset + 1, Read = position.Read + 1 };
            bytes += record.Value.Length;
            position = Add(record, job, position, records);
            if (records.Count == most || position.Read - before.Read == MostLooked || bytes >= MostBytes) break;
        }

        // Offsets may be missing at the end, and records that the log has deleted.
        if (position.Next == before.Next || (records.Count < most && position.Read - before.Read < MostLooked && bytes < MostBytes)) position = position with { Next = position.End };
        positions[i] = position;
        return new ReplayPiece(job with { Quarantine = positions, Redrive = new RedrivePlan(before.Partition, before.Next, position.Next) }, records, records.Count);
    }

    public async Task<ReplayPiece> AgainAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var records = new List<OutRecord>();
        if (job.Redrive is { } plan)
        {
            await foreach (var record in reader.ReadAsync(topics.Quarantine, plan.Partition, plan.From, plan.To, cancellationToken))
                Add(record, job, new QuarantinePosition { Partition = 0, Next = 0, End = 0 }, records);
        }

        return new ReplayPiece(job with { Redrive = null }, records, records.Count);
    }

    public Task<IReadOnlyList<string>> ArchivedAsync(ReplayJob job, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    private QuarantinePosition Add(LogRecord record, ReplayJob job, QuarantinePosition position, List<OutRecord> records)
    {
        if (!RedrivenRecords.IsMeant(record, job.Request)) return position;
        if (RedrivenRecords.IsTooLarge(record)) return position with { TooLarge = position.TooLarge + 1 };
        if (!RedrivenRecords.IsPayload(record)) return position with { NoPayload = position.NoPayload + 1 };
        records.Add(redriven.Of(record));
        return position with { Redriven = position.Redriven + 1 };
    }

    private async Task<IReadOnlyList<QuarantinePosition>> BeginAsync(CancellationToken cancellationToken)
    {
        var positions = new List<QuarantinePosition>();
        var partitions = await log.PartitionsAsync(topics.Quarantine, cancellationToken);
        for (var partition = 0; partition < partitions; partition++)
        {
            var (first, end) = await reader.BoundsAsync(topics.Quarantine, partition, cancellationToken);
            positions.Add(new QuarantinePosition { Partition = partition, Next = first, End = end });
        }

        return positions;
    }
}
