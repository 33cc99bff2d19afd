using System.Text;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>
/// Rows of the archive into telemetry.replayed, partition after partition: stretch after stretch of event time, each as long as its rows can be
/// sorted in memory, and within a stretch in the order of origins. A device's events come in the order of the log if they came within a stretch.
/// </summary>
internal sealed class ArchiveReplay(ReplayRows rows, ILogWriter log, TopicNames topics, ReplayOptions options) : IReplayWork
{
    private const long FirstWidth = 60 * 60_000;
    private const long LongestWidth = 1L << 45;
    private readonly ReplayedRecords records = new(topics);
    private readonly long every = (long)options.TickEvery.TotalMilliseconds;
    private Held held = new("", -1, 0, 0, null, new Queue<ReplayRow>(), false);
    private long width = FirstWidth;

    public string Kind => ReplayKinds.Archive;

    public async Task<ReplayPiece?> NextAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var positions = (job.Archive ?? await BeginAsync(job, cancellationToken)).ToArray();
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i].Done) continue;
            var (plan, position, some) = await NextAsync(job, positions[i], cancellationToken);
            positions[i] = position;
            if (plan is null) continue;
            var next = job with { Archive = positions, Plan = plan };
            var found = some.ToDictionary(row => row.Origin);
            return new ReplayPiece(next, records.Of(job.Id, plan, entry => found[entry.Origin]), plan.Entries.Count);
        }

        return job.Plan is null && job.Archive is not null && job.Archive.SequenceEqual(positions) ? null : new ReplayPiece(job with { Archive = positions, Plan = null }, [], 0);
    }

    public async Task<ReplayPiece> AgainAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        if (job.Plan is not { } plan) return new ReplayPiece(job, [], 0);
        held = held with { Job = "" };
        var wanted = plan.Entries.Where(entry => entry.Tick is null).Select(entry => entry.Origin).ToHashSet();
        var found = new Dictionary<Origin, ReplayRow>();
        for (Origin? after = wanted.Count == 0 ? null : Before(wanted.Min()); found.Count < wanted.Count;)
        {
            var slice = await rows.SliceAsync(plan.Partition, ReplayScope.Of(job), plan.From, plan.To, after, options.SortRows, cancellationToken);
            foreach (var row in slice.Rows.Where(row => wanted.Contains(row.Origin))) found[row.Origin] = row;
            if (!slice.More || slice.Rows[^1].Origin >= wanted.Max()) break;
            after = slice.Rows[^1].Origin;
        }

        var gone = wanted.Count - found.Count;
        var positions = job.Archive!.Select(position => position.Partition == plan.Partition ? position with { Rows = position.Rows - gone, Gone = position.Gone + gone } : position).ToArray();
        return new ReplayPiece(job with { Archive = positions, Plan = null }, records.Of(job.Id, plan, entry => found.GetValueOrDefault(entry.Origin)), plan.Entries.Count);
    }

    public async Task<IReadOnlyList<string>> ArchivedAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var position in job.Archive ?? await BeginAsync(job, cancellationToken))
        {
            if (!position.Done) names.AddRange(await rows.ArchivedAsync(position.Partition, ReplayScope.Of(job), Math.Max(job.Request.From, position.From), job.Until, cancellationToken));
        }

        return names;
    }

    /// <summary>The partitions that may hold rows of a job.</summary>
    internal static async Task<IReadOnlyList<int>> PartitionsAsync(ReplayRequest request, ILogWriter log, TopicNames topics, CancellationToken cancellationToken)
    {
        var raw = await log.PartitionsAsync(topics.Raw, cancellationToken);
        return request.Device is { } device ? [Murmur2.Partition(Encoding.UTF8.GetBytes($"{request.Tenant}/{device}"), raw)] : [.. Enumerable.Range(0, raw)];
    }

    private async Task<IReadOnlyList<ArchivePosition>> BeginAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var (raw, replayed) = (await log.PartitionsAsync(topics.Raw, cancellationToken), await log.PartitionsAsync(topics.Replayed, cancellationToken));
        if (raw != replayed)
            throw new ReplayImpossibleException($"{topics.Raw} has {raw} partitions and {topics.Replayed} has {replayed}. They must have the same number: a device keeps its partition. Create {topics.Replayed} anew with {raw}.");
        return [.. (await PartitionsAsync(job.Request, log, topics, cancellationToken)).Select(partition => new ArchivePosition { Partition = partition, From = job.Request.From, To = job.Request.From })];
    }

    /// <summary>What comes next in a partition: a plan with its rows, or none when the partition is done.</summary>
    private async Task<(ReplayPlan? Plan, ArchivePosition Position, IReadOnlyList<ReplayRow> Rows)> NextAsync(ReplayJob job, ArchivePosition position, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (position.To > position.From && await HoldAsync(job, position, cancellationToken)) return Take(job, position);
            if (await rows.FirstAsync(position.Partition, position.To, job.Until, cancellationToken) is not { } from) return End(position);
            // Times lie below 2^48, so that nothing overflows.
            position = position with { From = from, To = Math.Min(job.Until, from + width), After = null };
        }
    }

    /// <summary>Makes sure that the next rows of the stretch are in memory; false when none are left.</summary>
    private async Task<bool> HoldAsync(ReplayJob job, ArchivePosition position, CancellationToken cancellationToken)
    {
        if (held.IsOf(job, position) && held.Rows.Count > 0) return true;
        if (held.IsOf(job, position) && !held.More) return false;
        var slice = await rows.SliceAsync(position.Partition, ReplayScope.Of(job), position.From, position.To, position.After, options.SortRows, cancellationToken);
        held = new Held(job.Id, position.Partition, position.From, position.To, position.After, new Queue<ReplayRow>(slice.Rows), slice.More);
        if (slice.More) width = Math.Max(1, width / 4);
        else if (slice.Rows.Count < options.SortRows / 4 && position.After is null) width = Math.Min(LongestWidth, width * 4);
        return held.Rows.Count > 0;
    }

    private (ReplayPlan?, ArchivePosition, IReadOnlyList<ReplayRow>) Take(ReplayJob job, ArchivePosition position)
    {
        var (some, entries) = (new List<ReplayRow>(), new List<ReplayEntry>());
        var (from, most) = (position, Math.Min(options.ChunkRows, job.Request.Rate));
        while (some.Count < most && held.Rows.TryDequeue(out var row))
        {
            // What came late does not end what is still to come: within a stretch, time goes no further than its end.
            var now = Math.Min(row.Arrived, position.To);
            position = Tick(position, now, entries);
            entries.Add(new ReplayEntry(row.Origin));
            some.Add(row);
            position = position with { After = row.Origin, Last = row.Origin, Clock = position.Clock ?? ReplayTicks.Floor(now, every), Latest = Math.Max(position.Latest, row.Arrived) };
        }

        held = held with { After = position.After };
        return (Plan(from, entries), position with { Number = from.Number + entries.Count, Rows = from.Rows + some.Count }, some);
    }

    private (ReplayPlan?, ArchivePosition, IReadOnlyList<ReplayRow>) End(ArchivePosition from)
    {
        var entries = new List<ReplayEntry>();
        var position = from.Last is null ? from : Tick(from, from.Latest + every, entries);
        return (entries.Count == 0 ? null : Plan(from, entries), position with { Done = true, Number = from.Number + entries.Count }, []);
    }

    private ArchivePosition Tick(ArchivePosition position, long now, List<ReplayEntry> entries)
    {
        // At most two between rows; their origins lie between those of the rows.
        var index = int.MaxValue - 1;
        foreach (var tick in ReplayTicks.Between(position.Clock, now, every))
        {
            entries.Add(new ReplayEntry(position.Last!.Value with { Index = index++ }, tick));
            position = position with { Clock = tick, Ticks = position.Ticks + 1 };
        }

        return position;
    }

    private static ReplayPlan Plan(ArchivePosition from, List<ReplayEntry> entries) => new(from.Partition, from.Number + 1, from.From, from.To, entries);

    private static Origin? Before(Origin origin) => origin with { Index = origin.Index - 1 };

    /// <summary>The rows of a stretch behind those that were taken.</summary>
    private sealed record Held(string Job, int Partition, long From, long To, Origin? After, Queue<ReplayRow> Rows, bool More)
    {
        public bool IsOf(ReplayJob job, ArchivePosition position) =>
            (Job, Partition, From, To, After) == (job.Id, position.Partition, position.From, position.To, position.After);
    }
}
