using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Store;

/// <summary>What segments took the place of. The old blobs stay for a while: for readers that began before, and to go back to should the store forget the new ones.</summary>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="Blobs">Hot blobs that no longer count.</param>
/// <param name="Segments">Segments that no longer count.</param>
/// <param name="By">Names of the segments that count instead; none when the rows' time to be kept has ended, or all of them were erased.</param>
public sealed record Replaced(long At, IReadOnlyList<HotBlob> Blobs, IReadOnlyList<Segment> Segments, IReadOnlyList<string> By)
{
    /// <summary>Rows among them that were erased: what took their place holds as many fewer.</summary>
    public long Erased { get; init; }

    /// <summary>Whether the rows' time to be kept has ended.</summary>
    internal bool Ended => By.Count == 0 && Erased == 0;

    /// <summary>Rows that they hold.</summary>
    public long Rows => Blobs.Sum(blob => (long)blob.Rows) + Segments.Sum(segment => segment.Rows);

    /// <summary>Names of all blobs, indexes too.</summary>
    public IEnumerable<string> Names => Blobs.Select(blob => blob.Name).Concat(Segments.SelectMany(segment => new[] { segment.Data, segment.IndexName }));

    /// <param name="to">Where it goes.</param>
    /// <param name="counted">Whether <see cref="Erased"/> is written, which older versions do not know.</param>
    internal void Write(ByteWriter to, bool counted)
    {
        to.Signed(At);
        to.Unsigned((ulong)Blobs.Count);
        foreach (var blob in Blobs) blob.Write(to);
        to.Unsigned((ulong)Segments.Count);
        foreach (var segment in Segments) segment.Write(to);
        to.Unsigned((ulong)By.Count);
        foreach (var name in By) to.Text(name);
        if (counted) to.Unsigned((ulong)Erased);
    }

    internal static Replaced Read(ref ByteReader from, bool counted)
    {
        var at = from.Signed();
        var (blobs, segments, by) = (new List<HotBlob>(), new List<Segment>(), new List<string>());
        for (var left = from.Count(); left > 0; left--) blobs.Add(HotBlob.Read(ref from));
        for (var left = from.Count(); left > 0; left--) segments.Add(Segment.Read(ref from));
        for (var left = from.Count(); left > 0; left--) by.Add(from.Text());
        return new Replaced(at, blobs, segments, by) { Erased = counted ? (long)from.Unsigned() : 0 };
    }
}
