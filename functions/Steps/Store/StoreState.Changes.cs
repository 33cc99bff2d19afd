using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Store;

/// <summary>The changes that entries make: each method writes its change, and <see cref="Apply(ref ByteReader)"/> makes the same of it.</summary>
public sealed partial class StoreState
{
    private const byte AddBlob = 1;
    private const byte ReplaceBlob = 2;
    private const byte Merged = 3;
    private const byte Undone = 4;
    private const byte Swept = 5;
    private const byte Forgotten = 6;
    private const byte Tiered = 7;
    private const byte Erasing = 8;
    private const byte MergedErasing = 9;

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

    /// <summary>Says that rows of a device count no more. A second time changes nothing.</summary>
    internal void Erase(Erasure erasure, ByteWriter changes)
    {
        if (Erasures.All.Contains(erasure)) return;
        changes.Byte(Erasing);
        erasure.Write(changes);
        Erasures = Erasures.With(erasure);
    }

    /// <summary>Puts segments in the place of blobs and segments; without any, all rows were erased or their time to be kept has ended.</summary>
    /// <exception cref="JournalCorruptException">What is replaced does not count, or the segments and what was erased are more or fewer rows.</exception>
    internal void Merge(Replaced old, IReadOnlyList<Segment> by, ByteWriter changes)
    {
        changes.Byte(old.Erased > 0 ? MergedErasing : Merged);
        old.Write(changes, old.Erased > 0);
        changes.Unsigned((ulong)by.Count);
        foreach (var segment in by) segment.Write(changes);
        Put(old, by);
    }

    /// <summary>
    /// Gives up a segment that the store has forgotten: goes back to what it took the place of, and first to what segments beside it
    /// were merged into, if any were. Nothing happens when it no longer counts or what it replaced is gone.
    /// </summary>
    internal void GiveUp(string name, ByteWriter changes)
    {
        if (segments.Exists(segment => segment.Name == name) && replaced.FindLast(old => old.By.Contains(name)) is { } old) Undo(old, changes);
    }

    /// <summary>Lets go of what was replaced first: its blobs are doomed. With a count of 0 the entry only stands in the way of writers that began before it.</summary>
    internal void Sweep(int count, ByteWriter changes)
    {
        changes.Byte(Swept);
        changes.Unsigned((ulong)count);
        Doom(count);
    }

    /// <summary>Forgets the doomed blobs, which are deleted.</summary>
    internal void ForgetDoomed(ByteWriter changes)
    {
        changes.Byte(Forgotten);
        doomed.Clear();
    }

    /// <summary>Says that a segment's rows are on their way to another tier.</summary>
    internal void SetTier(string name, BlobTier tier, ByteWriter changes)
    {
        changes.Byte(Tiered);
        changes.Text(name);
        changes.Byte((byte)tier);
        Move(name, tier);
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End) Apply(changes.Byte(), ref changes);
    }

    /// <summary>Rows that changes add, less those that they take away; what is merged, has ended or was erased was stored all the same.</summary>
    internal static long RowsAdded(ref ByteReader changes)
    {
        var rows = 0L;
        while (!changes.End)
        {
            var kind = changes.Byte();
            switch (kind)
            {
                case AddBlob:
                    rows += HotBlob.Read(ref changes).Rows;
                    break;
                case ReplaceBlob:
                    rows -= HotBlob.Read(ref changes).Rows;
                    if (changes.Byte() == 1) rows += HotBlob.Read(ref changes).Rows;
                    break;
                case Merged or MergedErasing:
                    Store.Replaced.Read(ref changes, kind == MergedErasing);
                    ReadSegments(ref changes);
                    break;
                case Erasing:
                    Erasure.Read(ref changes);
                    break;
                case Undone:
                    changes.Bytes();
                    break;
                case Swept:
                    changes.Count();
                    break;
                case Forgotten:
                    break;
                case Tiered:
                    changes.Bytes();
                    changes.Byte();
                    break;
                default:
                    throw new JournalCorruptException("An unknown change of the manifest.");
            }
        }

        return rows;
    }

    private void Apply(byte kind, ref ByteReader changes)
    {
        switch (kind)
        {
            case AddBlob:
                Take(HotBlob.Read(ref changes));
                break;
            case ReplaceBlob:
                Put(HotBlob.Read(ref changes), changes.Byte() == 1 ? HotBlob.Read(ref changes) : null);
                break;
            case Merged or MergedErasing:
                Put(Store.Replaced.Read(ref changes, kind == MergedErasing), ReadSegments(ref changes));
                break;
            case Erasing:
                Erasures = Erasures.With(Erasure.Read(ref changes));
                break;
            case Undone:
                PutBack(changes.Text());
                break;
            case Swept:
                Doom(changes.Count());
                break;
            case Forgotten:
                doomed.Clear();
                break;
            case Tiered:
                Move(changes.Text(), (BlobTier)changes.Byte());
                break;
            default:
                throw new JournalCorruptException("An unknown change of the manifest.");
        }
    }

    private static List<Segment> ReadSegments(ref ByteReader changes)
    {
        var segments = new List<Segment>();
        for (var left = changes.Count(); left > 0; left--) segments.Add(Segment.Read(ref changes));
        return segments;
    }

    /// <summary>False when something that it needs is gone for good.</summary>
    private bool Undo(Replaced old, ByteWriter changes)
    {
        foreach (var name in old.By.Where(name => !segments.Exists(segment => segment.Name == name)))
        {
            if (replaced.FindLast(later => later.Segments.Any(segment => segment.Name == name)) is not { Ended: false } merged || !Undo(merged, changes)) return false;
        }

        // What was erased as a whole has nothing in its place, and is known by what it was.
        var key = old.By.Count > 0 ? old.By[0] : old.Segments[0].Name;
        changes.Byte(Undone);
        changes.Text(key);
        PutBack(key);
        return true;
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

    private void Put(Replaced old, IReadOnlyList<Segment> by)
    {
        var rows = by.Sum(segment => segment.Rows) + old.Erased;
        if (!old.Ended && rows != old.Rows) throw new JournalCorruptException($"{rows} rows, {old.Erased} of them erased, are put in the place of {old.Rows}.");
        foreach (var blob in old.Blobs) Remove(blobs.Remove(blob), blob.Name, blob.Rows, blob.Bytes);
        foreach (var segment in old.Segments) Remove(segments.Remove(segment), segment.Name, segment.Rows, segment.Bytes);
        foreach (var segment in by) Take(segment);
        if (old.Ended) (Rows, Expired) = (Rows + old.Rows, Expired + old.Rows);
        (Rows, Erased) = (Rows + old.Erased, Erased + old.Erased);
        replaced.Add(old);
    }

    private void PutBack(string key)
    {
        var place = replaced.FindLastIndex(one => one.By.Contains(key) || (one is { By.Count: 0, Ended: false } && one.Segments.Any(segment => segment.Name == key)));
        if (place < 0) throw new JournalCorruptException($"The manifest does not know what {key} took the place of.");
        var old = replaced[place];
        replaced.RemoveAt(place);
        var given = new List<string>();
        foreach (var name in old.By)
        {
            var segment = segments.Find(one => one.Name == name) ?? throw new JournalCorruptException($"The manifest does not name {name}, which is given up.");
            Remove(segments.Remove(segment), name, segment.Rows, segment.Bytes);
            given.AddRange([segment.Data, segment.IndexName]);
        }

        foreach (var blob in old.Blobs) Take(blob);
        foreach (var segment in old.Segments) Take(segment);
        (Rows, Erased) = (Rows - old.Erased, Erased - old.Erased);
        // Whatever of them is there after all is in nobody's way.
        Doom(given);
    }

    private void Remove(bool found, string name, long rows, long bytes)
    {
        if (!found) throw new JournalCorruptException($"The manifest does not name {name}, which is replaced.");
        Rows -= rows;
        Bytes -= bytes;
    }

    private void Doom(int count)
    {
        if (count > replaced.Count) throw new JournalCorruptException("More is swept than was replaced.");
        var names = replaced.Take(count).SelectMany(old => old.Names).ToList();
        replaced.RemoveRange(0, count);
        Doom(names);
    }

    /// <summary>Blobs are to be deleted, unless another segment has its rows there.</summary>
    private void Doom(List<string> names)
    {
        var needed = segments.Concat(replaced.SelectMany(old => old.Segments)).Select(segment => segment.Data).ToHashSet();
        doomed.AddRange(names.Where(name => !needed.Contains(name)));
    }

    private void Move(string name, BlobTier tier)
    {
        var place = segments.FindIndex(segment => segment.Name == name);
        if (place < 0) throw new JournalCorruptException($"The manifest does not name {name}, whose tier changes.");
        segments[place] = segments[place] with { Tier = tier };
    }
}
