using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Store;

/// <summary>The manifest of one partition: the hot blobs that count. A blob that is not in it does not exist for readers.</summary>
public sealed class StoreState
{
    private const byte AddBlob = 1;
    private readonly List<HotBlob> blobs = [];

    /// <summary>Committed blobs, oldest first.</summary>
    public IReadOnlyList<HotBlob> Blobs => blobs;

    /// <summary>Rows in all committed blobs.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of all committed blobs.</summary>
    public long Bytes { get; private set; }

    internal void Add(HotBlob blob, ByteWriter changes)
    {
        changes.Byte(AddBlob);
        blob.Write(changes);
        Take(blob);
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            if (changes.Byte() != AddBlob) throw new JournalCorruptException("An unknown change of the manifest.");
            Take(HotBlob.Read(ref changes));
        }
    }

    internal void Save(ByteWriter to)
    {
        to.Unsigned((ulong)blobs.Count);
        foreach (var blob in blobs) blob.Write(to);
    }

    internal static StoreState Load(ref ByteReader from)
    {
        var state = new StoreState();
        for (var left = from.Count(); left > 0; left--) state.Take(HotBlob.Read(ref from));
        return state;
    }

    private void Take(HotBlob blob)
    {
        blobs.Add(blob);
        Rows += blob.Rows;
        Bytes += blob.Bytes;
    }
}
