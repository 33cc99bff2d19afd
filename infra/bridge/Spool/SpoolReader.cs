namespace ServerlessIot.Bridge.Spool;

/// <summary>Reads the spool in order, from the mark on and behind the one that appends.</summary>
internal sealed class SpoolReader(SpoolFiles files)
{
    private ulong _last = files.Done;
    private ulong _handedOut = files.Done;
    private SpoolSegment? _segment;
    private FrameScan? _scan;
    private long _offset; // in the segment: what the scan was given

    /// <summary>Up to where nothing more could be read, when that is beyond the last record handed out; told once.</summary>
    public ulong? Unread
    {
        get
        {
            var unread = _last > _handedOut ? _last : (ulong?)null;
            _handedOut = _last;
            return unread;
        }
    }

    /// <summary>The next record; null when there is none yet.</summary>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public SpooledMessage? Next()
    {
        while (true)
        {
            while (_scan?.Next() is { } record)
            {
                if (_scan.Skipped > 0)
                    files.Corrupt(_segment!, _scan.Skipped);
                if (record.Sequence <= _last)
                    continue; // done already, or written twice
                _handedOut = _last = record.Sequence;
                return record;
            }
            if (_scan is { Skipped: > 0 and var skipped })
                files.Corrupt(_segment!, skipped);
            _scan = null;
            if (!Load())
                return null;
        }
    }

    private bool Load()
    {
        if (files.After(_last, out var length) is not { } segment)
            return false;
        if (segment != _segment)
            (_segment, _offset) = (segment, 0);
        if (_offset >= length)
        {
            _last = segment.Last; // read through, and what it should hold still is not there
            return true;
        }
        _scan = new FrameScan(segment.Read(_offset, length));
        _offset = length;
        return true;
    }
}
