using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Ops.Api.Audit;

/// <summary>The books as the API shows them.</summary>
/// <param name="State"><c>loss</c> when a partition's is, <c>stale</c> when the last look is too long ago to vouch for anything, else <c>ok</c>.</param>
/// <param name="Time">When Audit looked, Unix milliseconds.</param>
/// <param name="Partitions">All partitions in their order.</param>
public sealed record AuditReport(string State, long Time, IReadOnlyList<AuditPartition> Partitions)
{
    internal const string Ok = "ok";
    internal const string Loss = "loss";
    private const string Stale = "stale";

    /// <summary>The report on a look.</summary>
    public static AuditReport Of(AuditBooks books, DateTimeOffset now, TimeSpan staleAfter)
    {
        var stale = now - DateTimeOffset.FromUnixTimeMilliseconds(books.Time) > staleAfter;
        return new AuditReport(books.Partitions.Any(partition => partition.Loss) ? Loss : stale ? Stale : Ok, books.Time, [.. books.Partitions.Select(AuditPartition.Of)]);
    }
}

/// <summary>The books of one partition.</summary>
/// <param name="Partition">Number of the partition.</param>
/// <param name="State"><c>ok</c> or <c>loss</c>.</param>
/// <param name="Raw">What Validate made of telemetry.raw; null before its first batch.</param>
/// <param name="Readers">How far the readers of telemetry.valid are, by step.</param>
/// <param name="Differences">What is off; until it has stayed for a few looks it may only be under way.</param>
public sealed record AuditPartition(int Partition, string State, AuditRaw? Raw, IReadOnlyDictionary<string, AuditReader> Readers, IReadOnlyList<AuditDifference> Differences)
{
    internal static AuditPartition Of(PartitionBooks books)
    {
        var told = books.Steps.GetValueOrDefault(ValidateStep.StepName);
        var raw = told?.Books is { } b ? new AuditRaw(told.Marks.Offset, b.Records, b.Valid, b.Quarantined, b.Duplicates, b.Ticks, b.Number) : null;
        var readers = books.Steps.Where(step => step.Key != ValidateStep.StepName).ToDictionary(step => step.Key, step => AuditReader.Of(step.Value, raw?.Number ?? 0));
        return new AuditPartition(books.Partition, books.Loss ? AuditReport.Loss : AuditReport.Ok, raw, readers, [.. books.Incidents.Select(AuditDifference.Of)]);
    }
}

/// <summary>What became of telemetry.raw since Validate's journal began.</summary>
/// <param name="Offset">Last offset read.</param>
/// <param name="Records">Payloads; one can hold many events.</param>
/// <param name="Valid">Events accepted.</param>
/// <param name="Quarantined">Events refused.</param>
/// <param name="Duplicates">Events that had been accepted before.</param>
/// <param name="Ticks">Ticks and marks of bridges.</param>
/// <param name="Number">Last number of telemetry.valid: valid + ticks and marks.</param>
public sealed record AuditRaw(long Offset, long Records, long Valid, long Quarantined, long Duplicates, long Ticks, long Number);

/// <summary>How far a reader is.</summary>
/// <param name="Number">Last number applied.</param>
/// <param name="Lag">Numbers that it has not reached yet.</param>
/// <param name="Events">Events that it was given; null while its journal was written by a version that did not count.</param>
/// <param name="Ticks">Ticks and marks of bridges that it was given.</param>
/// <param name="Counted">What it made of the events: Store rows in the manifest, Aggregate events in windows or too late for one; null of others.</param>
public sealed record AuditReader(long Number, long Lag, long? Events, long? Ticks, long? Counted)
{
    internal static AuditReader Of(StepLedger ledger, long told) =>
        new(ledger.Marks.Number, told - ledger.Marks.Number, ledger.Tally?.Events, ledger.Tally?.Ticks, ledger.Counted);
}

/// <summary>One thing that is off.</summary>
/// <param name="Step">Step whose journal shows it.</param>
/// <param name="Kind">What is off.</param>
/// <param name="Amount">By how many records, events or rows.</param>
/// <param name="Looks">Looks in a row that saw it.</param>
/// <param name="Raised">When the alert was raised, Unix milliseconds; null while it may only be under way.</param>
public sealed record AuditDifference(string Step, string Kind, long Amount, int Looks, long? Raised)
{
    internal static AuditDifference Of(Incident incident) =>
        new(incident.Difference.Step, incident.Difference.Kind, incident.Difference.Amount, incident.Looks, incident.Raised);
}
