using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Store;

/// <summary>A committed hot blob: gzip of JSON lines, one canonical event a line.</summary>
/// <param name="Name">Blob name.</param>
/// <param name="Rows">Events in it.</param>
/// <param name="Bytes">Size, bytes, compressed.</param>
/// <param name="From">Earliest event time, Unix milliseconds.</param>
/// <param name="To">Latest event time, Unix milliseconds.</param>
/// <param name="Arrived">Arrival of its first event, Unix milliseconds.</param>
public sealed record HotBlob(string Name, int Rows, long Bytes, long From, long To, long Arrived)
{
    internal void Write(ByteWriter to)
    {
        to.Text(Name);
        to.Unsigned((ulong)Rows);
        to.Unsigned((ulong)Bytes);
        foreach (var time in new[] { From, To, Arrived }) to.Signed(time);
    }

    internal static HotBlob Read(ref ByteReader from) => new(from.Text(), from.Count(), (long)from.Unsigned(), from.Signed(), from.Signed(), from.Signed());
}
