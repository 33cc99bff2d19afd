using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Storage;

internal sealed partial class PartitionLog
{
    /// <summary>Writes whole batches from the one that holds <paramref name="offset"/> into a response, as the protocol's bytes.</summary>
    /// <param name="offset">Between <see cref="StartOffset"/> and <see cref="EndOffset"/>.</param>
    /// <param name="maxBytes">Most bytes, unless the first batch alone is larger and <paramref name="atLeastOne"/>.</param>
    /// <param name="atLeastOne">Whether a first batch larger than that is returned all the same.</param>
    /// <param name="response">Where to.</param>
    /// <returns>Bytes of records written.</returns>
    public int Read(long offset, int maxBytes, bool atLeastOne, WireWriter response)
    {
        if (maxBytes > 0 && Find(offset) is { } segment)
        {
            var position = PositionOf(segment, offset, out var first);
            var available = segment.Length - position;
            if (first > 0 && (first <= maxBytes || atLeastOne))
                return Copy(segment, position, (int)Math.Min(available, Math.Max(maxBytes, first)), response);
        }

        response.BytesLength(0);
        return 0;
    }

    private Segment? Find(long offset)
    {
        var segments = Volatile.Read(ref _segments);
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            if (segments[i].BaseOffset <= offset)
                return offset < segments[i].NextOffset ? segments[i] : i + 1 < segments.Length ? segments[i + 1] : null;
        }

        return null;
    }

    /// <summary>Finds the batch that holds an offset, from the index or, for a reader that goes on where it stopped, without looking.</summary>
    private long PositionOf(Segment segment, long offset, out int size)
    {
        var place = Volatile.Read(ref _places[(int)((ulong)offset % Places)]);
        var position = place is { } known && known.Offset == offset && known.Segment == segment ? known.Position : segment.Floor(offset);
        Span<byte> window = stackalloc byte[4096 + RecordBatch.HeaderBytes];
        while (position < segment.Length)
        {
            var rest = (ReadOnlySpan<byte>)window[..segment.ReadFully(window, position)];
            var before = position;
            while (RecordBatch.TryRead(rest, out var batch))
            {
                if (batch.NextOffset > offset)
                {
                    size = batch.Bytes;
                    return position;
                }

                position += batch.Bytes;
                rest = rest[Math.Min(batch.Bytes, rest.Length)..];
            }

            if (position == before)
                break;
        }

        size = 0;
        return position;
    }

    private int Copy(Segment segment, long position, int bytes, WireWriter response)
    {
        var target = response.ReserveBytes(bytes);
        var got = segment.ReadFully(target, position);
        var whole = 0;
        var next = -1L;
        while (RecordBatch.TryRead(target[whole..got], out var batch) && batch.Bytes <= got - whole)
        {
            whole += batch.Bytes;
            next = batch.NextOffset;
        }

        response.CompleteBytes(whole);
        if (next >= 0)
            Volatile.Write(ref _places[(int)((ulong)next % Places)], new Place(segment, next, position + whole));
        return whole;
    }

    private const int Places = 16;
    private readonly Place?[] _places = new Place?[Places];

    private sealed record Place(Segment Segment, long Offset, long Position);
}
