using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Storage;

internal sealed partial class PartitionLog
{
    /// <summary>Checks the batches of a produce request, gives them their offsets in place and appends them in one write.</summary>
    /// <param name="records">Batches of format v2, back to back; modified.</param>
    public AppendResult Append(Span<byte> records)
    {
        var invalid = Validate(records);
        if (invalid.Error != ErrorCode.None)
            return invalid;
        lock (_gate)
        {
            if (_closed)
                return Refused(ErrorCode.UnknownTopicOrPartition, "the topic was deleted");
            var result = Assign_NeedsLock(records, out var duplicate);
            if (result.Error != ErrorCode.None || duplicate)
                return result;
            var segment = Roll_NeedsLock(records.Length);
            segment.Append(records, _settings.Fsync);
            Remember_NeedsLock(records);
            Tell(records.Length);
            return result;
        }
    }

    private AppendResult Validate(ReadOnlySpan<byte> records)
    {
        if (records.IsEmpty)
            return Refused(ErrorCode.InvalidRecord, "no records");
        for (var rest = records; rest.Length > 0;)
        {
            if (!RecordBatch.TryRead(rest, out var batch) || batch.Bytes > rest.Length)
                return Refused(ErrorCode.CorruptMessage, "a record batch is cut off or not of format v2");
            if (batch.Bytes > _settings.MaxBatchBytes)
                return Refused(ErrorCode.MessageTooLarge, $"a batch of {batch.Bytes} bytes, at most {_settings.MaxBatchBytes} are allowed");
            if (batch.Count < 1 || batch.LastOffsetDelta != batch.Count - 1 || batch.IsControl || batch.IsTransactional || batch.Compression > 4)
                return Refused(ErrorCode.InvalidRecord, "the batch's header does not fit its records, or asks for a transaction");
            if (!RecordBatch.IsIntact(rest[..batch.Bytes]))
                return Refused(ErrorCode.CorruptMessage, "the checksum is wrong");
            rest = rest[batch.Bytes..];
        }

        return default;
    }

    private AppendResult Assign_NeedsLock(Span<byte> records, out bool duplicate)
    {
        duplicate = false;
        var first = EndOffset;
        var next = first;
        for (var rest = records; RecordBatch.TryRead(rest, out var batch); rest = rest[batch.Bytes..])
        {
            var error = _producers.Check(batch, out var duplicateOffset);
            if (error != ErrorCode.None)
                return Refused(error, $"producer {batch.ProducerId} epoch {batch.ProducerEpoch} sent sequence {batch.BaseSequence}");
            if (duplicateOffset >= 0)
            {
                duplicate = true;
                return new AppendResult(ErrorCode.None, duplicateOffset);
            }

            // Within one request a producer's second batch cannot be checked against a first that is not noted yet;
            // clients send one batch per partition and request.
            if (batch.ProducerId >= 0 && batch.Bytes != records.Length)
                return Refused(ErrorCode.InvalidRecord, "an idempotent producer sends one batch per partition and request");
            RecordBatch.Assign(rest, next, LeaderEpoch);
            next += batch.LastOffsetDelta + 1;
        }

        return new AppendResult(ErrorCode.None, first);
    }

    private Segment Roll_NeedsLock(int bytes)
    {
        var active = _segments[^1];
        if (active.Length == 0 || active.Length + bytes <= _settings.SegmentBytes)
            return active;
        return NewSegment_NeedsLock();
    }

    private Segment NewSegment_NeedsLock()
    {
        var active = _segments[^1];
        active.Close();

        // The segment's own file comes last: whatever fails before it can be tried again.
        _producers.Save(Segment.ProducersPathOf(_directory, active.NextOffset));
        var segment = Segment.Create(_directory, active.NextOffset);
        Volatile.Write(ref _segments, [.. _segments, segment]);
        return segment;
    }

    private void Remember_NeedsLock(ReadOnlySpan<byte> records)
    {
        var now = _settings.Time.GetUtcNow().ToUnixTimeMilliseconds();
        for (; RecordBatch.TryRead(records, out var batch); records = records[batch.Bytes..])
            _producers.Add(batch, batch.BaseOffset, now);
    }
}
