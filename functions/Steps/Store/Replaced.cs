using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Store;

/// <summary>What segments took the place of. The old blobs stay for a while: for readers that began before, and to go back to should the store forget the new ones.</summary>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="Blobs">Hot blobs that no longer count.</param>
/// <param name="Segments">Segments that no longer count.</param>
/// <param name="By">Names of the segments that count instead; none when the rows' time to be kept has ended.</param>
public sealed record Replaced(long At, IReadOnlyList<HotBlob> Blobs, IReadOnlyList<Segment> Segments, IReadOnlyList<string> By)
{
    /// <summary>Rows that they hold.</summary>
    public long Rows => Blobs.Sum(blob => (long)blob.Rows) + Segments.Sum(segment => segment.Rows);

    /// <summary>Names of all blobs, indexes too.</summary>
    public IEnumerable<string> Names => Blobs.Select(blob => blob.Name).Concat(Segments.SelectMany(segment => new[] { segment.Name, segment.IndexName }));

    internal void Write(ByteWriter to)
    {
        to.Signed(At);
        to.Unsigned((ulong)Blobs.Count);
        foreach (var blob in Blobs) blob.Write(to);
        to.Unsigned((ulong)Segments.Count);
        foreach (var segment in Segments) segment.Write(to);
        to.Unsigned((ulong)By.Count);
        foreach (var name in By) to.Text(name);
    }

    internal static Replaced Read(ref ByteReader from)
    {
        var at = from.Signed();
        var (blobs, segments, by) = (new List<HotBlob>(), new List<Segment>(), new List<string>());
        for (var left = from.Count(); left > 0; left--) blobs.Add(HotBlob.Read(ref from));
        for (var left = from.Count(); left > 0; left--) segments.Add(Segment.Read(ref from));
        for (var left = from.Count(); left > 0; left--) by.Add(from.Text());
        return new Replaced(at, blobs, segments, by);
    }
}
