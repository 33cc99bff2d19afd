using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Audit;

/// <summary>What Audit knows of the journal of one (step, partition).</summary>
public sealed record StepLedger
{
    /// <summary>Where the last look ended; null when the journal could never be read.</summary>
    public JournalPosition? Position { get; init; }

    /// <summary>How far the step got.</summary>
    public Marks Marks { get; init; } = Marks.None;

    /// <summary>What it was given; null while the journal holds only entries of a version that did not count.</summary>
    public Tally? Tally { get; init; }

    /// <summary>What the step made of it, since the journal began: Validate records and ticks, Store rows, Aggregate events; null of steps that keep no such count.</summary>
    public long? Counted { get; init; }

    /// <summary>Part of <see cref="Counted"/> from before the tally began; null while there is none.</summary>
    public long? Base { get; init; }

    /// <summary>Validate's books.</summary>
    public ValidateBooks? Books { get; init; }

    /// <summary>Records and events by which Validate's books and its verdicts differ, since Audit first looked.</summary>
    public long Off { get; init; }

    /// <summary>Why the journal could not be read at this look; null when it could.</summary>
    public string? Fault { get; init; }
}
