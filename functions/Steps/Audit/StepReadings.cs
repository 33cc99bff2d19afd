using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Track;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Audit;

/// <summary>How the journals of the five journaled steps are read.</summary>
internal static class StepReadings
{
    private static readonly AggregateOptions AnyWindows = new();

    /// <summary>The writer of telemetry.valid.</summary>
    public static StepReading Validate { get; } = new(ValidateStep.StepName, LoadValidate, CountValidate);

    /// <summary>The readers of telemetry.valid.</summary>
    public static IReadOnlyList<StepReading> Readers { get; } =
    [
        new(AlertStep.StepName, LoadAlert, Nothing),
        new(AggregateStep.StepName, LoadAggregate, CountAggregate),
        new(StoreStep.StepName, LoadStore, CountStore),
        new(TrackStep.StepName, LoadTrack, Nothing),
    ];

    private static StepLedger LoadValidate(StepLedger ledger, ref ByteReader state) =>
        WithBooks(ledger, state.End ? new ValidateBooks() : ValidateState.Load(ref state, new ValidateOptions()).Books);

    private static StepLedger CountValidate(StepLedger ledger, ref ByteReader changes, ref ByteReader outcomes)
    {
        var (books, off) = ValidateProof.Check(ledger.Books!, ref changes, ref outcomes);
        return WithBooks(ledger, books) with { Off = ledger.Off + off };
    }

    private static StepLedger WithBooks(StepLedger ledger, ValidateBooks books) => ledger with { Books = books, Counted = books.Records + books.Ticks };

    private static StepLedger LoadStore(StepLedger ledger, ref ByteReader state) =>
        ledger with { Counted = state.End ? 0 : StoreState.Load(ref state).Rows };

    private static StepLedger CountStore(StepLedger ledger, ref ByteReader changes, ref ByteReader outcomes) =>
        ledger with { Counted = ledger.Counted + StoreState.RowsAdded(ref changes) };

    private static StepLedger LoadAggregate(StepLedger ledger, ref ByteReader state) =>
        ledger with { Counted = state.End ? 0 : Events(AggregateState.Load(ref state, AnyWindows)) };

    private static StepLedger CountAggregate(StepLedger ledger, ref ByteReader changes, ref ByteReader outcomes)
    {
        // Every entry that changes anything sets the totals, whatever the windows are.
        if (changes.End) return ledger;
        var changed = new AggregateState(AnyWindows);
        changed.Apply(ref changes);
        return ledger with { Counted = Events(changed) };
    }

    private static long Events(AggregateState state) => state.Aggregated + state.TooLate;

    private static StepLedger LoadAlert(StepLedger ledger, ref ByteReader state)
    {
        if (!state.End) AlertState.Load(ref state, new AlertOptions());
        return ledger;
    }

    private static StepLedger LoadTrack(StepLedger ledger, ref ByteReader state)
    {
        if (!state.End) TrackState.Load(ref state, new TrackOptions());
        return ledger;
    }

    private static StepLedger Nothing(StepLedger ledger, ref ByteReader changes, ref ByteReader outcomes) => ledger;
}
