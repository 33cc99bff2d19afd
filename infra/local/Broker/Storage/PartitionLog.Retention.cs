namespace ServerlessIot.Broker.Storage;

internal sealed partial class PartitionLog
{
    /// <summary>Deletes whole segments that are older or more than the topic keeps, and forgets silent producers.</summary>
    /// <returns>Segments deleted.</returns>
    public int EnforceRetention()
    {
        var now = _settings.Time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            if (_closed)
                return 0;
            _producers.Expire(now - (long)_settings.ProducerExpiry.TotalMilliseconds);
            var active = _segments[^1];
            if (_settings.RetentionMs >= 0 && active.Length > 0 && active.MaxTimestamp < now - _settings.RetentionMs)
                NewSegment_NeedsLock();
            var deleted = 0;
            var size = SizeBytes;
            for (; _segments.Length > 1 && IsPast_NeedsLock(now, size); deleted++)
            {
                size -= _segments[0].Length;
                DropFirst_NeedsLock();
            }

            return deleted;
        }
    }

    private bool IsPast_NeedsLock(long now, long size)
    {
        var first = _segments[0];
        return (_settings.RetentionMs >= 0 && first.MaxTimestamp < now - _settings.RetentionMs) ||
            (_settings.RetentionBytes >= 0 && size - first.Length >= _settings.RetentionBytes) ||
            first.NextOffset <= StartOffset;
    }

    private void DropFirst_NeedsLock()
    {
        var first = _segments[0];
        Volatile.Write(ref _startOffset, Math.Max(StartOffset, first.NextOffset));
        Volatile.Write(ref _segments, _segments[1..]);
        first.Delete();
    }

    /// <summary>Makes everything before <paramref name="offset"/> unreadable (DeleteRecords); -1 means everything.</summary>
    /// <returns>The new first offset; -1 when there is no such offset.</returns>
    public long DeleteBefore(long offset)
    {
        lock (_gate)
        {
            var start = offset == -1 ? EndOffset : offset;
            if (start < 0 || start > EndOffset)
                return -1;
            if (start <= StartOffset)
                return StartOffset;
            WriteStart(start);
            Volatile.Write(ref _startOffset, start);
            while (_segments.Length > 1 && _segments[0].NextOffset <= start)
                DropFirst_NeedsLock();
            return start;
        }
    }
}
