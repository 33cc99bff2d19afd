namespace ServerlessIot.Broker.Storage;

internal sealed partial class PartitionLog
{
    /// <summary>First record whose time is at or after <paramref name="timestamp"/>, Unix ms.</summary>
    /// <returns>Its offset and time; (-1, -1) when there is none. In compressed batches, which stay closed, the batch's first record stands for all.</returns>
    public (long Offset, long Timestamp) FindTime(long timestamp)
    {
        foreach (var segment in Volatile.Read(ref _segments))
        {
            if (segment.MaxTimestamp < timestamp || segment.NextOffset <= StartOffset)
                continue;
            if (FindTime(segment, segment.FloorOfTime(timestamp), timestamp) is { Offset: >= 0 } found)
                return found;
        }

        return (-1, -1);
    }

    /// <summary>The newest time in the log and the offset of a batch that holds it; (-1, -1) when the log is empty.</summary>
    public (long Offset, long Timestamp) FindNewestTime()
    {
        var newest = Volatile.Read(ref _segments).Max(static segment => segment.MaxTimestamp);
        return newest < 0 ? (-1, -1) : FindTime(newest);
    }

    private (long Offset, long Timestamp) FindTime(Segment segment, long position, long timestamp)
    {
        Span<byte> header = stackalloc byte[RecordBatch.HeaderBytes];
        while (position < segment.Length)
        {
            if (segment.ReadFully(header, position) < header.Length || !RecordBatch.TryRead(header, out var batch))
                break;
            if (batch.MaxTimestamp >= timestamp && batch.NextOffset > StartOffset)
            {
                var bytes = new byte[batch.Bytes];
                segment.ReadFully(bytes, position);
                return Records.FirstAtOrAfter(batch, bytes, timestamp, StartOffset);
            }

            position += batch.Bytes;
        }

        return (-1, -1);
    }
}
