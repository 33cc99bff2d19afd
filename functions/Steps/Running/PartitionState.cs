using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>State, marks and recent outcomes of one (step, partition), as its journal holds them.</summary>
/// <typeparam name="TState">The step's state.</typeparam>
public sealed class PartitionState<TState> where TState : class
{
    private readonly IDecider<TState> decider;
    private readonly RecentOutcomes recent = new();
    private Tally? tally;

    private PartitionState(IDecider<TState> decider, Journal? journal)
    {
        this.decider = decider;
        Journal = journal;
        State = decider.Empty();
    }

    /// <summary>The step's state.</summary>
    public TState State { get; private set; }

    /// <summary>How far the step got.</summary>
    public Marks Marks { get; private set; } = Marks.None;

    /// <summary>What it was really given.</summary>
    public Tally Tally => tally ?? Tally.Begin(Marks, decider.Numbered);

    internal Journal? Journal { get; }

    /// <summary>Whether somebody else wrote while the journal was rolled.</summary>
    internal bool MustBeOpenedAnew { get; private set; }

    /// <summary>Opens the journal for writing and restores the state.</summary>
    public static async Task<PartitionState<TState>> OpenAsync(
        IBlobStore blobs, IDecider<TState> decider, int partition, JournalLimits? limits, CancellationToken cancellationToken)
    {
        var (journal, content) = await Journal.OpenAsync(blobs, decider.Name, partition, cancellationToken, limits);
        return new PartitionState<TState>(decider, journal).Restore(content);
    }

    /// <summary>Restores the state for reading; the empty state when there is no journal yet.</summary>
    public static async Task<PartitionState<TState>> ReadAsync(IBlobStore blobs, IDecider<TState> decider, int partition, CancellationToken cancellationToken)
    {
        var content = await Journal.ReadAsync(blobs, decider.Name, partition, cancellationToken);
        var state = new PartitionState<TState>(decider, null);
        return content is null ? state : state.Restore(content);
    }

    /// <summary>Reads a state.</summary>
    internal delegate TState Load(ref ByteReader from);

    /// <summary>The state that a snapshot holds; <paramref name="empty"/> for a journal that never rolled.</summary>
    internal static TState StateOf(ReadOnlyMemory<byte> snapshot, TState empty, Load load)
    {
        if (snapshot.IsEmpty) return empty;
        var reader = new ByteReader(snapshot.Span);
        Marks.Read(ref reader);
        new RecentOutcomes().Load(ref reader);
        return load(ref reader);
    }

    /// <summary>The state's changes that an entry holds.</summary>
    internal static ReadOnlyMemory<byte> ChangesOf(ReadOnlyMemory<byte> entry)
    {
        var reader = new ByteReader(entry.Span);
        Marks.Read(ref reader);
        reader.Signed();
        return reader.Bytes().ToArray();
    }

    /// <summary>Commits changes that follow from no record: marks and tally stay. False when somebody else wrote first, or the journal is full and was not rolled.</summary>
    internal async Task<bool> TryEditAsync(Decision decision, CancellationToken cancellationToken)
    {
        if (!await Journal!.TryAppendAsync(Entry(Marks, Tally, Marks.Offset + 1, decision), cancellationToken)) return false;
        Committed(Marks, Tally, Marks.Offset + 1, decision);
        if (Journal.Full) MustBeOpenedAnew = !await Journal.RollAsync(Snapshot(), cancellationToken);
        return true;
    }

    internal Dictionary<long, ReadOnlyMemory<byte>> OutcomesOf(long from, long to) => recent.Find(from, to);

    /// <summary>Data blobs that the latest entries name.</summary>
    internal IEnumerable<NamedBlob> RecentBlobs() => recent.Blobs();

    /// <summary>The entry: marks, offset of the first record, changes, outcomes, tally.</summary>
    internal static ReadOnlyMemory<byte> Entry(Marks marks, Tally tally, long from, Decision decision)
    {
        var entry = new ByteWriter();
        marks.Write(entry);
        entry.Signed(from);
        entry.Bytes(decision.Changes.Written.Span);
        entry.Bytes(decision.Outcomes.Span);
        tally.Write(entry);
        return entry.Written;
    }

    /// <summary>Takes over a decision whose entry was committed; the decider has already changed the state.</summary>
    internal void Committed(Marks marks, Tally counted, long from, Decision decision)
    {
        Marks = marks;
        tally = counted;
        recent.Add(from, marks.Offset, decision.Outcomes);
    }

    internal void Forget() => recent.Clear();

    internal ReadOnlyMemory<byte> Snapshot()
    {
        var to = new ByteWriter();
        Marks.Write(to);
        recent.Save(to);
        decider.Save(State, to);
        Tally.Write(to);
        return to.Written;
    }

    private PartitionState<TState> Restore(JournalContent content)
    {
        if (!content.Snapshot.IsEmpty)
        {
            var reader = new ByteReader(content.Snapshot.Span);
            Marks = Marks.Read(ref reader);
            recent.Load(ref reader);
            State = decider.Load(ref reader);
            tally = Tally.Read(ref reader);
        }

        foreach (var entry in content.Entries)
        {
            var reader = new ByteReader(entry.Span);
            var before = Marks;
            Marks = Marks.Read(ref reader);
            if (Marks.Epoch != before.Epoch) recent.Clear();
            var from = reader.Signed();
            var changes = new ByteReader(reader.Bytes());
            decider.Apply(State, ref changes);
            recent.Add(from, Marks.Offset, reader.Bytes().ToArray());
            tally = Tally.Read(ref reader);
        }

        return this;
    }
}
