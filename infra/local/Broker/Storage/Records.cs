namespace ServerlessIot.Broker.Storage;

/// <summary>Looks into the records of an uncompressed batch; only a search by time does.</summary>
internal static class Records
{
    /// <summary>First record of the batch with a time ≥ <paramref name="timestamp"/> and an offset ≥ <paramref name="start"/>.</summary>
    public static (long Offset, long Timestamp) FirstAtOrAfter(in RecordBatch batch, ReadOnlySpan<byte> bytes, long timestamp, long start)
    {
        var whole = (Math.Max(batch.BaseOffset, start), Math.Max(batch.BaseTimestamp, timestamp));
        if (batch.Compression != 0)
            return whole;
        var position = RecordBatch.HeaderBytes;
        for (var left = batch.Count; left > 0; left--)
        {
            // Record: length, attributes, timestamp delta, offset delta, … (all varints but the attributes).
            if (!TryZigZag(bytes, ref position, out var length) || position + length > bytes.Length || length < 3)
                return whole;
            var at = position + 1;
            position += (int)length;
            if (!TryZigZag(bytes, ref at, out var timeDelta) || !TryZigZag(bytes, ref at, out var offsetDelta))
                return whole;
            if (batch.BaseTimestamp + timeDelta >= timestamp && batch.BaseOffset + offsetDelta >= start)
                return (batch.BaseOffset + offsetDelta, batch.BaseTimestamp + timeDelta);
        }

        return whole;
    }

    private static bool TryZigZag(ReadOnlySpan<byte> bytes, ref int position, out long value)
    {
        ulong raw = 0;
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= bytes.Length)
                return false;
            var next = bytes[position++];
            raw |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                value = (long)(raw >> 1) ^ -(long)(raw & 1);
                return true;
            }
        }

        return false;
    }
}
