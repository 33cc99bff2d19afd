using System.Globalization;

namespace ServerlessIot.Steps.Audit;

/// <summary>What an alert says: what is missing where, and what to do.</summary>
internal static class AuditText
{
    private const string KeepRaw = "Keep telemetry.raw beyond its retention until this is settled: it holds the payloads.";

    /// <summary>The text for one difference.</summary>
    public static string Of(int partition, Difference difference, StepLedger? ledger)
    {
        var (step, amount) = (difference.Step, Math.Abs(difference.Amount));
        var at = ledger is null ? "" : string.Create(CultureInfo.InvariantCulture, $" The journal is at offset {ledger.Marks.Offset}, number {ledger.Marks.Number}.");
        return string.Create(CultureInfo.InvariantCulture, $"Partition {partition}, {step}: {What(difference, amount, ledger)}{at}");
    }

    private static string What(Difference difference, long amount, StepLedger? ledger) => difference.Kind switch
    {
        DifferenceKinds.Records => Text($"its mark passed {amount} records of telemetry.raw that it was never given. {KeepRaw} Read the offsets before the mark and publish the missing payloads again: ids that were accepted are recognised."),
        DifferenceKinds.Books => Text($"{amount} records that it was given are in none of its books (valid, quarantined, duplicate). {KeepRaw} Publish the payloads again: ids that were accepted are recognised."),
        DifferenceKinds.Verdicts => Text($"its books and its verdicts differ by {amount} records or events. {KeepRaw} Compare telemetry.valid and telemetry.quarantine with the payloads."),
        DifferenceKinds.Lost => Text($"{amount} records were no longer in the log when it needed them. Lengthen the retention or let the function scale; what is gone must be published again from its source."),
        DifferenceKinds.Numbers when difference.Amount > 0 => Text($"its mark passed {amount} numbers of telemetry.valid that it never applied. {KeepRaw} telemetry.valid holds the events under these numbers."),
        DifferenceKinds.Numbers => Text($"it applied {amount} more records of telemetry.valid than its mark passed numbers: some count twice."),
        DifferenceKinds.Voids => Text($"{amount} accepted events reached it as records without an event: the version that told them refused what an earlier one had accepted. {KeepRaw} Deploy a version that accepts them and publish the payloads again under new ids."),
        DifferenceKinds.Rows => Text($"it passed {amount} {(difference.Amount > 0 ? "more" : "fewer")} events than the archive's manifest has rows. telemetry.valid and telemetry.raw hold the events."),
        DifferenceKinds.Windows => Text($"it passed {amount} {(difference.Amount > 0 ? "more" : "fewer")} events than its windows count. The archive holds the events."),
        DifferenceKinds.Hole => Text($"it waits for number {difference.Place} of telemetry.valid; later numbers came. With the Stream app stopped, set the offsets of the consumer group validate back by a few batches: Validate tells its latest records again, and readers drop the copies. {KeepRaw}"),
        DifferenceKinds.Ahead => Text($"it is {amount} numbers ahead of Validate's journal, which lost its tail. The next record of the partition makes up for it; if this stays, see why Validate does not run."),
        DifferenceKinds.Unreadable => Text($"its journal cannot be read: {ledger?.Fault}"),
        DifferenceKinds.Recreated => Text($"its source was recreated {amount} times. What the old log held beyond the mark is unknown: publish it again from its source."),
        _ => Text($"the books are off by {amount} ({difference.Kind})."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
