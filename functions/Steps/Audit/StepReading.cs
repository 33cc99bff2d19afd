using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Audit;

/// <summary>Folds what is new in a step's journal into its ledger, without the step's state.</summary>
/// <param name="step">Name of the step.</param>
/// <param name="load">Reads the state of a snapshot to its end, into the ledger.</param>
/// <param name="count">Takes the changes and outcomes of one entry into the ledger.</param>
internal sealed class StepReading(string step, StepReading.Load load, StepReading.Count count)
{
    /// <summary>Reads a state.</summary>
    public delegate StepLedger Load(StepLedger ledger, ref ByteReader state);

    /// <summary>Reads an entry.</summary>
    public delegate StepLedger Count(StepLedger ledger, ref ByteReader changes, ref ByteReader outcomes);

    /// <summary>Name of the step.</summary>
    public string Step => step;

    /// <summary>The ledger with what is new.</summary>
    public StepLedger Fold(StepLedger? before, JournalNews news)
    {
        var ledger = news.Anew || before is null ? Start(news) : before with { Fault = null };
        foreach (var entry in news.Entries)
        {
            var reader = new ByteReader(entry.Span);
            var marks = Marks.Read(ref reader);
            reader.Signed();
            var changes = new ByteReader(reader.Bytes());
            var outcomes = new ByteReader(reader.Bytes());
            var tally = Tally.Read(ref reader);
            // The tally of a journal that an older version began counts from its first entry on.
            var counted = tally is null ? null : ledger.Tally is null ? (tally.Whole ? 0 : ledger.Counted) : ledger.Base;
            ledger = count(ledger, ref changes, ref outcomes) with { Marks = marks, Tally = tally, Base = counted };
        }

        return ledger with { Position = news.Position };
    }

    private StepLedger Start(JournalNews news)
    {
        var empty = new StepLedger { Position = news.Position };
        if (news.Snapshot.IsEmpty)
        {
            var nothing = default(ByteReader);
            return load(empty, ref nothing);
        }

        var reader = new ByteReader(news.Snapshot.Span);
        var marks = Marks.Read(ref reader);
        new RecentOutcomes().Load(ref reader);
        var ledger = load(empty, ref reader) with { Marks = marks };
        var tally = Tally.Read(ref reader);
        var counted = tally is null ? null : tally.Whole ? 0 : ledger.Counted - StepBalance.Given(step, tally);
        return ledger with { Tally = tally, Base = counted };
    }
}
