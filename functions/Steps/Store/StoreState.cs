using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Store;

/// <summary>
/// The manifest of one partition: the hot blobs and segments that count. What is not in it does not exist for readers. At every
/// entry each row that was stored stands in exactly one of them, until its time to be kept has ended or it was erased.
/// </summary>
public sealed partial class StoreState
{
    private readonly List<HotBlob> blobs = [];
    private readonly List<Segment> segments = [];
    private readonly List<Replaced> replaced = [];
    private readonly List<string> doomed = [];

    /// <summary>Committed hot blobs, oldest first.</summary>
    public IReadOnlyList<HotBlob> Blobs => blobs;

    /// <summary>Committed segments, in the order of their commits.</summary>
    public IReadOnlyList<Segment> Segments => segments;

    /// <summary>What segments took the place of and is still there, oldest first.</summary>
    public IReadOnlyList<Replaced> Replaced => replaced;

    /// <summary>Names of blobs that are to be deleted: nothing leads to them any more.</summary>
    public IReadOnlyList<string> Doomed => doomed;

    /// <summary>Whose rows count no more, although they may stand in blobs and segments until these are merged.</summary>
    public Erasures Erasures { get; private set; } = Erasures.None;

    /// <summary>Rows ever stored: those in all committed blobs and segments, those whose time to be kept has ended, and those that were erased.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose time to be kept has ended.</summary>
    public long Expired { get; private set; }

    /// <summary>Rows that no longer stand in any blob or segment since they were erased.</summary>
    public long Erased { get; private set; }

    /// <summary>Bytes of all committed blobs and segments, without indexes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The blob of this name; null when the manifest names none such.</summary>
    internal HotBlob? Find(string name) => blobs.FindLast(blob => blob.Name == name);

    /// <summary>The same, to be kept while this one changes.</summary>
    internal StoreState Copy()
    {
        var saved = new ByteWriter();
        Save(saved);
        var from = new ByteReader(saved.Written.Span);
        return Load(ref from);
    }

    internal void Save(ByteWriter to)
    {
        // Version 0 began with the count of its blobs, which is never this.
        to.Unsigned(ulong.MaxValue);
        // Version 1 knew of no erasures, and whoever still reads it can as long as there are none.
        var erasing = Erasures.All.Count > 0;
        to.Byte(erasing ? (byte)2 : (byte)1);
        to.Unsigned((ulong)Expired);
        to.Unsigned((ulong)blobs.Count);
        foreach (var blob in blobs) blob.Write(to);
        to.Unsigned((ulong)segments.Count);
        foreach (var segment in segments) segment.Write(to);
        to.Unsigned((ulong)replaced.Count);
        foreach (var old in replaced) old.Write(to, erasing);
        to.Unsigned((ulong)doomed.Count);
        foreach (var name in doomed) to.Text(name);
        if (!erasing) return;
        to.Unsigned((ulong)Erased);
        to.Unsigned((ulong)Erasures.All.Count);
        foreach (var erasure in Erasures.All) erasure.Write(to);
    }

    internal static StoreState Load(ref ByteReader from)
    {
        var state = new StoreState();
        var first = from.Unsigned();
        var versioned = first == ulong.MaxValue;
        var version = versioned ? from.Byte() : (byte)0;
        if (version > 2) throw new JournalCorruptException("The manifest was written by a newer version.");
        if (versioned) state.Rows = state.Expired = (long)from.Unsigned();
        for (var left = versioned ? from.Count() : (int)first; left > 0; left--) state.Take(HotBlob.Read(ref from));
        if (!versioned) return state;
        for (var left = from.Count(); left > 0; left--) state.Take(Segment.Read(ref from));
        for (var left = from.Count(); left > 0; left--) state.replaced.Add(Store.Replaced.Read(ref from, version == 2));
        for (var left = from.Count(); left > 0; left--) state.doomed.Add(from.Text());
        if (version < 2) return state;
        state.Erased = (long)from.Unsigned();
        state.Rows += state.Erased;
        for (var left = from.Count(); left > 0; left--) state.Erasures = state.Erasures.With(Erasure.Read(ref from));
        return state;
    }

    private void Take(HotBlob blob)
    {
        blobs.Add(blob);
        Rows += blob.Rows;
        Bytes += blob.Bytes;
    }

    private void Take(Segment segment)
    {
        segments.Add(segment);
        Rows += segment.Rows;
        Bytes += segment.Bytes;
    }
}
