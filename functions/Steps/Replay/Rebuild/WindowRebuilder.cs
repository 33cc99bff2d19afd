using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>
/// Windows that lie whole in the range, by Aggregate. A stretch of rows has a state of its own, with as much before it as a window is remembered.
/// Compared is what a window says of its events; how often and when it was told depends on when ticks came.
/// </summary>
internal sealed class WindowRebuilder(ReplayRows rows, IDocumentStore documents, ILogWriter log, TopicNames topics, AggregateOptions aggregate, ReplayOptions options) : IRebuilder
{
    /// <summary>Sums of the same values in another order differ in their last digits.</summary>
    private const double Tolerance = 1e-9;
    private readonly DeviceStretches stretches = new(rows, options.SortRows);
    private readonly AggregateStep step = new(log, topics, aggregate);
    private readonly long length = (long)aggregate.Length.TotalMilliseconds;
    private readonly long lateness = (long)aggregate.Lateness.TotalMilliseconds;
    private readonly long remembered = (long)aggregate.Retention.TotalMilliseconds;
    private readonly long every = (long)options.TickEvery.TotalMilliseconds;

    public string What => RebuiltThings.Windows;

    public (long From, long To) Needs(long from, long to) => (from - remembered, to);

    public async Task<RebuildReport> CompareAsync(RebuildTarget target, CancellationToken cancellationToken)
    {
        var findings = new Findings<WindowRecord>(target.Documents, DomainJson.Default.WindowRecord);
        var range = (From: ReplayTicks.Floor(target.From + length - 1, length), To: ReplayTicks.Floor(Math.Min(target.To, target.Settled), length));
        AggregateState state = step.Empty();
        var rebuilt = new SortedDictionary<long, WindowRecord>();
        var replay = New();
        DeviceStretch? before = null;
        await foreach (var stretch in stretches.ReadAsync(target, target.Asked, range, length, remembered, cancellationToken))
        {
            if (before is not null && stretch.From != before.From) await EndAsync(before);
            before = stretch;
            findings.Read(stretch.Rows.Count);
            foreach (var row in stretch.Rows) await replay.RowAsync(row, long.MaxValue, cancellationToken);
        }

        if (before is not null) await EndAsync(before);
        return findings.Report;

        StepReplay<AggregateState> New() => new(step, state, target.Partition, topics.Valid, every, telling =>
        {
            foreach (var record in telling.Records)
            {
                if (JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.WindowRecord) is { } window) rebuilt[window.Start] = window;
            }
        });

        async Task EndAsync(DeviceStretch stretch)
        {
            await replay.PassAsync(Math.Max(stretch.To, replay.Latest) + lateness + every, cancellationToken);
            await CompareAsync(target, stretch, rebuilt, findings, cancellationToken);
            rebuilt.Clear();
            state = step.Empty();
            replay = New();
        }
    }

    private async Task CompareAsync(RebuildTarget target, DeviceStretch stretch, SortedDictionary<long, WindowRecord> rebuilt, Findings<WindowRecord> findings, CancellationToken cancellationToken)
    {
        var made = rebuilt.Values.Where(window => window.Start >= stretch.From && window.Start < stretch.To).GetEnumerator();
        var more = made.MoveNext();
        await foreach (var document in documents.RangeAsync<WindowRecord>(
            Containers.Windows, target.Documents, WindowsStep.IdOf(stretch.From), WindowsStep.IdOf(stretch.To), int.MaxValue, cancellationToken))
        {
            for (; more && made.Current.Start < document.Body.Start; more = made.MoveNext()) Take(null, made.Current);
            var same = more && made.Current.Start == document.Body.Start;
            Take(document.Body, same ? made.Current : null);
            if (same) more = made.MoveNext();
        }

        for (; more; more = made.MoveNext()) Take(null, made.Current);

        void Take(WindowRecord? stored, WindowRecord? again) => findings.Compare(WindowsStep.IdOf((stored ?? again)!.Start), stored, again, Same);
    }

    private static bool Same(WindowRecord stored, WindowRecord rebuilt) =>
        (stored.End, stored.Events, stored.Measures.Count) == (rebuilt.End, rebuilt.Events, rebuilt.Measures.Count)
        && stored.Measures.All(pair => rebuilt.Measures.TryGetValue(pair.Key, out var measure) && Same(pair.Value, measure));

    private static bool Same(MeasureSummary stored, MeasureSummary rebuilt) =>
        (stored.Count, stored.Min, stored.Max, stored.Last) == (rebuilt.Count, rebuilt.Min, rebuilt.Max, rebuilt.Last)
        && Near(stored.Mean, rebuilt.Mean, Math.Max(Math.Abs(stored.Min), Math.Abs(stored.Max))) && Near(stored.StdDev, rebuilt.StdDev, Math.Max(Math.Abs(stored.Min), Math.Abs(stored.Max)));

    private static bool Near(double left, double right, double size) => Math.Abs(left - right) <= Tolerance * Math.Max(size, double.Epsilon) || left.Equals(right);
}
