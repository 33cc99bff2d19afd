using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>
/// What a journaled step decides, for one source partition. Deciding is a function of state and records alone: no clock,
/// no randomness, no I/O except uploads under unique names, which mean nothing until the entry that names them is committed.
/// </summary>
/// <typeparam name="TState">The partition's state, changed only by <see cref="DecideAsync"/> and <see cref="Apply"/>.</typeparam>
public interface IDecider<TState> where TState : class
{
    /// <summary>Name of the step; names its journals.</summary>
    string Name { get; }

    /// <summary>Whether the source numbers its records densely (telemetry.valid): copies are skipped, records beyond a hole wait.</summary>
    bool Numbered { get; }

    /// <summary>The state before the first record.</summary>
    TState Empty();

    /// <summary>Writes the whole state.</summary>
    void Save(TState state, ByteWriter to);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    TState Load(ref ByteReader from);

    /// <summary>
    /// Decides records in order: changes the state, writes each change to <see cref="Decision.Changes"/> so that
    /// <see cref="Apply"/> makes the same state of the state before, and notes what to tell.
    /// </summary>
    ValueTask DecideAsync(TState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken);

    /// <summary>
    /// Called before deciding what follows records that are gone for good: the log was recreated, or no longer holds them.
    /// What an entry decided that the journal has lost cannot be decided again: a step whose output says what it was takes it from there.
    /// </summary>
    /// <param name="state">The partition's state.</param>
    /// <param name="reader">Reads the step's output.</param>
    /// <param name="decision">Where changes go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask ResumeAsync(TState state, ILogReader reader, Decision decision, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Makes the changes of one entry.</summary>
    void Apply(TState state, ref ByteReader changes);

    /// <summary>Makes again what a record's outcome told, after a crash between commit and telling.</summary>
    void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling);

    /// <summary>Publishes and upserts, awaiting every acknowledgement. Repeating it changes nothing.</summary>
    Task TellAsync(Telling telling, CancellationToken cancellationToken);

    /// <summary>Whether the state still needs a data blob that an earlier entry named.</summary>
    bool Needs(TState state, NamedBlob blob) => true;

    /// <summary>
    /// Makes a data blob again that a committed entry names and the store has forgotten: it died after the upload, and the
    /// entry came later. Uploads, changes the state and names the new blob as <see cref="DecideAsync"/> does.
    /// </summary>
    /// <param name="state">The partition's state.</param>
    /// <param name="lost">The blob.</param>
    /// <param name="records">Of the records that it was made of, those that the log still holds.</param>
    /// <param name="decision">Where changes, outcome and the new blob's name go; nothing, when the state no longer names the lost one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Events that were in the lost blob and are not in the new one.</returns>
    ValueTask<int> RemakeAsync(TState state, NamedBlob lost, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Name} makes no blobs.");

    /// <summary>Counts a record that <see cref="DecideAsync"/> failed on, as a change of the state. It goes to quarantine either way.</summary>
    void Refused(TState state, LogRecord record, Decision decision)
    {
    }
}
