using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Audit;

/// <summary>Holds the books of one partition against each other. Pure.</summary>
internal static class StepBalance
{
    /// <summary>What a step's own count is held against: records of Validate, events of a reader.</summary>
    public static long Given(string step, Tally tally) => step == ValidateStep.StepName ? tally.Applied : tally.Events;

    /// <summary>Everything that is off.</summary>
    /// <param name="steps">Ledgers by step; those of steps that have not run yet are missing.</param>
    public static List<Difference> Differences(IReadOnlyDictionary<string, StepLedger> steps)
    {
        var found = new List<Difference>();
        foreach (var (step, ledger) in steps)
        {
            if (ledger.Fault is not null) Note(step, DifferenceKinds.Unreadable, 1, ledger.Position?.Frame ?? 0);
            Note(step, DifferenceKinds.Lost, ledger.Marks.Lost);
            Note(step, DifferenceKinds.Recreated, ledger.Marks.Epoch);
            if (step == ValidateStep.StepName) Validate(step, ledger);
            else Reader(step, ledger);
        }

        return found;

        void Note(string step, string kind, long amount, long place = 0)
        {
            if (amount != 0) found.Add(new Difference(step, kind, amount, place));
        }

        void Validate(string step, StepLedger ledger)
        {
            if (ledger.Books is { } books) Note(step, DifferenceKinds.Verdicts, Math.Max(ledger.Off, Math.Abs(books.Number - books.Valid - books.Ticks)));
            if (ledger.Tally is not { } tally) return;
            Note(step, DifferenceKinds.Records, ledger.Marks.Offset + 1 - tally.Since - tally.Applied - ledger.Marks.Lost);
            Note(step, DifferenceKinds.Books, tally.Applied - (ledger.Counted - ledger.Base) ?? 0);
        }

        void Reader(string step, StepLedger ledger)
        {
            var last = ledger.Marks.Number;
            // Validate's journal is read after its readers', so at rest nobody can be ahead of it.
            if (steps.TryGetValue(ValidateStep.StepName, out var validate) && validate is { Fault: null, Books: { } books } && last > books.Number)
                Note(step, DifferenceKinds.Ahead, last - books.Number, books.Number);
            if (ledger.Tally is not { } tally) return;
            var passed = last - tally.Since - tally.Applied;
            // Of records that the log lost, some had numbers.
            if (passed < 0 || passed > ledger.Marks.Lost) Note(step, DifferenceKinds.Numbers, passed > 0 ? passed - ledger.Marks.Lost : passed);
            Note(step, DifferenceKinds.Voids, tally.Applied - tally.Events - tally.Ticks - tally.Refused);
            Note(step, step == Store.StoreStep.StepName ? DifferenceKinds.Rows : DifferenceKinds.Windows, tally.Events - (ledger.Counted - ledger.Base) ?? 0);
            if (tally.Seen > last) Note(step, DifferenceKinds.Hole, 1, last + 1);
        }
    }
}
