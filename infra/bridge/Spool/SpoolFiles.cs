using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Bridge.Spool;

/// <summary>
/// The spool's directory: segments, the mark of what is done, and a lock. One thread appends and marks, one reads. What an append wrote is
/// on the disk when it returns.
/// </summary>
internal sealed class SpoolFiles : IDisposable
{
    /// <summary>Segments are begun anew beyond this length: small enough to be read at once, and deleted as soon as it is done.</summary>
    private const long MostSegment = 4 << 20;

    /// <summary>Bytes that are appended at once, at most one record more.</summary>
    public const int MostBatch = 1 << 20;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly long _mostBytes;
    private readonly long _segmentBytes;
    private readonly ILogger _logger;
    private readonly SpoolMetrics _metrics;
    private readonly FileStream _claim;
    private readonly DoneMark _done;
    private readonly List<SpoolSegment> _segments = [];
    private long _found; // bytes at the start
    private SafeFileHandle? _file; // of the last segment, while it is written

    /// <summary>Opens a spool.</summary>
    /// <param name="directory">Made if it is missing.</param>
    /// <param name="mostBytes">Bytes that segments may take.</param>
    /// <param name="metrics">Told what is found broken.</param>
    /// <param name="logger">Told too.</param>
    /// <exception cref="SettingException">The directory cannot be used.</exception>
    public SpoolFiles(string directory, long mostBytes, SpoolMetrics metrics, ILogger logger)
    {
        (_directory, _mostBytes, _metrics, _logger) = (directory, mostBytes, metrics, logger);
        _segmentBytes = Math.Min(MostSegment, mostBytes / 8);
        FileStream? claim = null;
        try
        {
            Directory.CreateDirectory(directory);
            _claim = claim = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _done = new DoneMark(Path.Combine(directory, "done"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            claim?.Dispose();
            throw new SettingException("Bridge__SpoolDirectory", directory, $"a writable directory that no other bridge uses: {e.Message}");
        }
    }

    /// <summary>Sequence of the last record written; or, if that is higher, the mark.</summary>
    public ulong Last { get; private set; }

    /// <summary>Up to this record the log has everything.</summary>
    public ulong Done => _done.Sequence;

    /// <summary>Bytes of all segments.</summary>
    public long Bytes { get; private set; }

    /// <summary>Arrival of the first record of the oldest segment, Unix milliseconds; null when there is none.</summary>
    public long? Since
    {
        get
        {
            lock (_lock)
                return _segments is [var first, ..] && first.Since != long.MaxValue ? first.Since : null;
        }
    }

    /// <summary>Whether this much more fits.</summary>
    /// <param name="bytes">Bytes of frames.</param>
    /// <param name="replaces">The record in whose place the last of them is written; null when it is a new one. What replaces records of the oldest segment may go beyond the bound, or beyond
    /// what was found at the start if that is more: it is no more than that segment, which is deleted then.</param>
    public bool HasRoom(int bytes, ulong? replaces = null) =>
        Bytes + bytes <= (replaces is { } sequence && IsOldest(sequence) ? Math.Max(_mostBytes, _found) + (2 * (_segmentBytes + MostBatch)) : _mostBytes);

    /// <summary>Reads everything at the start: cuts off a torn tail, deletes what is done, and hands over what is not.</summary>
    public void Recover(Action<SpooledMessage> found)
    {
        Last = Done;
        var all = SpoolSegment.In(_directory).ToList();
        foreach (var segment in all)
        {
            Recover(segment, isNewest: segment == all[^1], found);
            if (segment.Last <= Done || segment.Length == 0)
                continue;
            _segments.Add(segment);
            Bytes += segment.Length;
        }
        _found = Bytes;
    }

    /// <summary>Alarms: these bytes of a segment are no records.</summary>
    public void Corrupt(SpoolSegment segment, int bytes)
    {
        _metrics.Corrupt(bytes);
        BridgeLog.SpoolCorrupt(_logger, segment.Path, bytes);
    }

    /// <summary>Appends frames; they are on the disk when this returns.</summary>
    /// <param name="frames">Whole frames.</param>
    /// <param name="first">Sequence of the first.</param>
    /// <param name="last">Sequence of the last.</param>
    /// <param name="since">Arrival of the first, Unix milliseconds.</param>
    /// <exception cref="IOException">They are not; nothing of them will be read.</exception>
    public void Append(ReadOnlySpan<byte> frames, ulong first, ulong last, long since)
    {
        if (_file is not null && _segments[^1].Length >= _segmentBytes)
            CloseFile();
        SpoolSegment segment;
        if (_file is null)
        {
            segment = new SpoolSegment(_directory, first) { Since = since };
            _file = File.OpenHandle(segment.Path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            lock (_lock)
                _segments.Add(segment);
        }
        else
        {
            segment = _segments[^1];
        }
        try
        {
            RandomAccess.Write(_file, frames, segment.Length);
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            // After a failed fsync nobody knows what is on the disk: this file is not written again.
            Abandon(segment);
            throw;
        }
        lock (_lock)
        {
            segment.Length += frames.Length;
            segment.Last = last;
        }
        Bytes += frames.Length;
        Last = last;
    }

    /// <summary>Says that the log has everything up to this record; it is on the disk when this returns. Deletes what is done.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void MarkDone(ulong sequence)
    {
        _done.Write(sequence);
        while (_segments is [var segment, ..] && segment.Last <= sequence)
        {
            if (_segments.Count == 1)
                CloseFile();
            lock (_lock)
                _segments.RemoveAt(0);
            Bytes -= segment.Length;
            File.Delete(segment.Path);
        }
    }

    /// <summary>Keeps a record that the log refused for good, as a frame of the file <c>refused</c>; no more than a segment of them.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Keep(Message<byte[], byte[]> message)
    {
        var frame = new ByteWriter();
        SpoolFrame.Write(frame, new ByteWriter(), new SpooledMessage(0, "", message));
        lock (_lock)
        {
            using var file = new FileStream(Path.Combine(_directory, "refused"), FileMode.Append);
            if (file.Length + frame.Length > MostSegment)
                throw new IOException("the file of refused records is full");
            file.Write(frame.Written.Span);
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>The segment that holds what comes behind a record; null when there is none.</summary>
    /// <param name="sequence">The record.</param>
    /// <param name="length">Bytes of the segment that are on the disk.</param>
    public SpoolSegment? After(ulong sequence, out long length)
    {
        lock (_lock)
        {
            var segment = _segments.Find(s => s.Last > sequence);
            length = segment?.Length ?? 0;
            return segment;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseFile();
        _done.Dispose();
        _claim.Dispose();
    }

    private bool IsOldest(ulong sequence)
    {
        lock (_lock)
            return _segments is [var first, ..] && sequence <= first.Last;
    }

    private void Recover(SpoolSegment segment, bool isNewest, Action<SpooledMessage> found)
    {
        segment.Length = new FileInfo(segment.Path).Length;
        var scan = new FrameScan(segment.Read(0, segment.Length));
        for (var record = scan.Next(); record is not null; record = scan.Next())
        {
            if (record.Sequence <= segment.Last)
                continue; // written twice: its first writing did not seem to succeed
            segment.Since = Math.Min(segment.Since, record.Message.Timestamp.UnixTimestampMs);
            segment.Last = record.Sequence;
            Last = Math.Max(Last, record.Sequence);
            if (record.Sequence > Done)
                found(record);
        }
        if (isNewest && scan.Skipped > 0)
            Cut(segment, scan);
        if (segment.Length == 0)
        {
            File.Delete(segment.Path); // death came before its first record: the next segment has its name
            return;
        }
        if (segment.Last > Done)
            return;
        if (scan.Skipped == 0 || isNewest)
        {
            File.Delete(segment.Path);
            return;
        }
        Corrupt(segment, scan.Skipped);
        File.Move(segment.Path, segment.Path + ".corrupt", overwrite: true);
    }

    /// <summary>Nothing behind its last record can be read, and nothing of it was acknowledged: a write that death interrupted.</summary>
    private void Cut(SpoolSegment segment, FrameScan scan)
    {
        _metrics.Torn(scan.Skipped);
        BridgeLog.SpoolTorn(_logger, segment.Path, scan.Skipped);
        segment.Length = scan.Position;
        using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, segment.Length);
    }

    private void Abandon(SpoolSegment segment)
    {
        try
        {
            RandomAccess.SetLength(_file!, segment.Length);
        }
        catch (IOException e)
        {
            BridgeLog.SpoolFailed(_logger, e.Message); // its tail will be found torn
        }
        CloseFile();
        if (segment.Length > 0)
            return;
        lock (_lock)
            _segments.Remove(segment);
        File.Delete(segment.Path);
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
