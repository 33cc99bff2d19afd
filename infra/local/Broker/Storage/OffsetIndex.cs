using System.Buffers.Binary;

namespace ServerlessIot.Broker.Storage;

/// <summary>Sparse index of one segment: every <see cref="Interval"/> bytes the offset and position of a batch and the newest time before it.</summary>
internal sealed class OffsetIndex
{
    // Kafka's own default: a reader scans at most this many bytes of headers.
    private const int Interval = 4096;
    private const int EntryBytes = 24;
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private long _lastPosition = -Interval;

    internal readonly record struct Entry(long Offset, long Position, long MaxTimestampBefore);

    /// <summary>Notes a batch that is being appended.</summary>
    /// <param name="batch">Its header.</param>
    /// <param name="position">Where it begins in the file.</param>
    /// <param name="maxTimestampBefore">Newest time of the records before it in this segment.</param>
    public void Add(in RecordBatch batch, long position, long maxTimestampBefore)
    {
        if (position - _lastPosition < Interval)
            return;
        lock (_gate)
            _entries.Add(new Entry(batch.BaseOffset, position, maxTimestampBefore));
        _lastPosition = position;
    }

    /// <summary>Position of a batch at or before the one that holds <paramref name="offset"/>.</summary>
    public long Floor(long offset)
    {
        lock (_gate)
        {
            int low = 0, high = _entries.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_entries[middle].Offset <= offset)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low == 0 ? 0 : _entries[low - 1].Position;
        }
    }

    /// <summary>Position from which a scan finds the first batch with a time ≥ <paramref name="timestamp"/>.</summary>
    public long FloorOfTime(long timestamp)
    {
        lock (_gate)
        {
            // The newest time before an entry never falls from entry to entry.
            int low = 0, high = _entries.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_entries[middle].MaxTimestampBefore < timestamp)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low == 0 ? 0 : _entries[low - 1].Position;
        }
    }

    /// <summary>Writes the index of a closed segment: its file length and newest time, then the entries.</summary>
    public void Save(string path, long segmentLength, long maxTimestamp)
    {
        byte[] bytes;
        lock (_gate)
        {
            bytes = new byte[16 + _entries.Count * EntryBytes + 4];
            BinaryPrimitives.WriteInt64BigEndian(bytes, segmentLength);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), maxTimestamp);
            for (var i = 0; i < _entries.Count; i++)
            {
                var at = bytes.AsSpan(16 + i * EntryBytes);
                BinaryPrimitives.WriteInt64BigEndian(at, _entries[i].Offset);
                BinaryPrimitives.WriteInt64BigEndian(at[8..], _entries[i].Position);
                BinaryPrimitives.WriteInt64BigEndian(at[16..], _entries[i].MaxTimestampBefore);
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)));
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>The index and the newest time; null when the file is missing, damaged or of another state of the segment.</returns>
    public static (OffsetIndex Index, long MaxTimestamp)? Load(string path, long segmentLength)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (bytes.Length < 20 || (bytes.Length - 20) % EntryBytes != 0 ||
            BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4]) ||
            BinaryPrimitives.ReadInt64BigEndian(bytes) != segmentLength)
            return null;
        var index = new OffsetIndex();
        for (var at = bytes[16..^4]; at.Length > 0; at = at[EntryBytes..])
        {
            index._entries.Add(new Entry(
                BinaryPrimitives.ReadInt64BigEndian(at), BinaryPrimitives.ReadInt64BigEndian(at[8..]), BinaryPrimitives.ReadInt64BigEndian(at[16..])));
        }

        return (index, BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
    }
}
