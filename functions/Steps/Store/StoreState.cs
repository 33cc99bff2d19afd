using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Store;

/// <summary>The manifest of one partition: the hot blobs that count. A blob that is not in it does not exist for readers.</summary>
public sealed class StoreState
{
    private const byte AddBlob = 1;
    private const byte ReplaceBlob = 2;
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

    /// <summary>Puts a blob in the place of another; null only takes the other away.</summary>
    internal void Replace(HotBlob old, HotBlob? blob, ByteWriter changes)
    {
        changes.Byte(ReplaceBlob);
        old.Write(changes);
        changes.Byte(blob is null ? (byte)0 : (byte)1);
        blob?.Write(changes);
        Put(old, blob);
    }

    /// <summary>The blob of this name; null when the manifest names none such.</summary>
    internal HotBlob? Find(string name) => blobs.FindLast(blob => blob.Name == name);

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            var (old, blob) = Read(ref changes);
            if (old is null) Take(blob!);
            else Put(old, blob);
        }
    }

    /// <summary>Rows that changes add, less those that they take away.</summary>
    internal static long RowsAdded(ref ByteReader changes)
    {
        var rows = 0L;
        while (!changes.End)
        {
            var (old, blob) = Read(ref changes);
            rows += (blob?.Rows ?? 0) - (old?.Rows ?? 0);
        }

        return rows;
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

    private static (HotBlob? Old, HotBlob? Blob) Read(ref ByteReader changes)
    {
        var kind = changes.Byte();
        if (kind is not (AddBlob or ReplaceBlob)) throw new JournalCorruptException("An unknown change of the manifest.");
        var old = kind == ReplaceBlob ? HotBlob.Read(ref changes) : null;
        return (old, old is null || changes.Byte() == 1 ? HotBlob.Read(ref changes) : null);
    }

    private void Put(HotBlob old, HotBlob? blob)
    {
        var place = blobs.LastIndexOf(old);
        if (place < 0) throw new JournalCorruptException($"The manifest does not name {old.Name}, which is replaced.");
        if (blob is null) blobs.RemoveAt(place);
        else blobs[place] = blob;
        Rows += (blob?.Rows ?? 0) - old.Rows;
        Bytes += (blob?.Bytes ?? 0) - old.Bytes;
    }

    private void Take(HotBlob blob)
    {
        blobs.Add(blob);
        Rows += blob.Rows;
        Bytes += blob.Bytes;
    }
}
