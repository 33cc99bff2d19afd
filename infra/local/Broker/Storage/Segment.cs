using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace ServerlessIot.Broker.Storage;

/// <summary>One file of a partition: batches back to back, named by its first offset. Written by one thread at a time, read by any.</summary>
internal sealed class Segment : IDisposable
{
    private readonly SafeFileHandle _file;
    private OffsetIndex _index = new();
    private long _length;
    private long _nextOffset;

    private Segment(string directory, long baseOffset, FileMode mode)
    {
        BaseOffset = baseOffset;
        Path = PathOf(directory, baseOffset, ".log");
        _nextOffset = baseOffset;
        _file = File.OpenHandle(Path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    public long BaseOffset { get; }

    public string Path { get; }

    public string IndexPath => System.IO.Path.ChangeExtension(Path, ".index");

    /// <summary>What is known of idempotent producers when the segment begins.</summary>
    public string ProducersPath => System.IO.Path.ChangeExtension(Path, ".producers");

    /// <summary>Bytes that readers may read.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Offset after its last record.</summary>
    public long NextOffset => Volatile.Read(ref _nextOffset);

    /// <summary>Newest time of its records, Unix ms; -1 while empty.</summary>
    public long MaxTimestamp { get; private set; } = -1;

    public static string ProducersPathOf(string directory, long baseOffset) => PathOf(directory, baseOffset, ".producers");

    private static string PathOf(string directory, long baseOffset, string extension) =>
        System.IO.Path.Combine(directory, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + extension);

    public static Segment Create(string directory, long baseOffset) => new(directory, baseOffset, FileMode.CreateNew);

    /// <summary>Opens a segment left by an earlier run. Nothing is known of it until <see cref="Recover"/> or <see cref="TryLoadIndex"/>.</summary>
    public static Segment Open(string directory, long baseOffset) => new(directory, baseOffset, FileMode.Open);

    /// <summary>Takes a closed segment as its index file describes it, without reading its records.</summary>
    /// <param name="nextOffset">First offset of the segment after it.</param>
    public bool TryLoadIndex(long nextOffset)
    {
        var length = RandomAccess.GetLength(_file);
        if (OffsetIndex.Load(IndexPath, length) is not { } loaded)
            return false;
        (_index, MaxTimestamp) = loaded;
        _length = length;
        _nextOffset = nextOffset;
        return true;
    }

    /// <summary>Reads the whole file, checks every batch and cuts off what follows the last good one.</summary>
    /// <param name="batches">Called for each batch in order.</param>
    /// <returns>Bytes cut off.</returns>
    public long Recover(Action<RecordBatch> batches)
    {
        var fileLength = RandomAccess.GetLength(_file);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            long position = 0;
            while (true)
            {
                var got = ReadFully(buffer, position);
                if (!RecordBatch.TryRead(buffer.AsSpan(0, got), out var batch) || batch.BaseOffset < _nextOffset || batch.Bytes > fileLength - position)
                    break;
                if (batch.Bytes > buffer.Length)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(batch.Bytes);
                    continue;
                }

                var end = TakeIntact(buffer.AsSpan(0, got), position, batches);
                if (end == position)
                    break;
                position = end;
            }

            if (fileLength > position)
                RandomAccess.SetLength(_file, position);
            return fileLength - position;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private long TakeIntact(ReadOnlySpan<byte> data, long position, Action<RecordBatch> batches)
    {
        while (RecordBatch.TryRead(data, out var batch) && batch.Bytes <= data.Length && batch.BaseOffset >= _nextOffset && RecordBatch.IsIntact(data[..batch.Bytes]))
        {
            Note(batch, position);
            batches(batch);
            position += batch.Bytes;
            data = data[batch.Bytes..];
            _length = position;
            _nextOffset = batch.NextOffset;
        }

        return position;
    }

    /// <summary>Appends batches whose offsets are assigned, in one write.</summary>
    public void Append(ReadOnlySpan<byte> records, bool fsync)
    {
        var position = _length;
        RandomAccess.Write(_file, records, position);
        if (fsync)
            RandomAccess.FlushToDisk(_file);
        var next = _nextOffset;
        for (var rest = records; RecordBatch.TryRead(rest, out var batch); rest = rest[batch.Bytes..])
        {
            Note(batch, position);
            position += batch.Bytes;
            next = batch.NextOffset;
        }

        // In this order: who sees the offset may read up to it.
        Volatile.Write(ref _length, position);
        Volatile.Write(ref _nextOffset, next);
    }

    private void Note(in RecordBatch batch, long position)
    {
        _index.Add(batch, position, MaxTimestamp);
        MaxTimestamp = Math.Max(MaxTimestamp, batch.MaxTimestamp);
    }

    /// <summary>Position of a batch at or before the one that holds <paramref name="offset"/>.</summary>
    public long Floor(long offset) => _index.Floor(offset);

    /// <summary>Position from which a scan finds the first batch with a time ≥ <paramref name="timestamp"/>.</summary>
    public long FloorOfTime(long timestamp) => _index.FloorOfTime(timestamp);

    /// <summary>Reads until the buffer is full or the file ends; nothing when the segment was deleted meanwhile.</summary>
    public int ReadFully(Span<byte> buffer, long position)
    {
        var total = 0;
        try
        {
            while (total < buffer.Length)
            {
                var got = RandomAccess.Read(_file, buffer[total..], position + total);
                if (got == 0)
                    break;
                total += got;
            }
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }

        return total;
    }

    /// <summary>Writes the index file; call when no more will be appended.</summary>
    public void Close() => _index.Save(IndexPath, _length, MaxTimestamp);

    /// <summary>Removes its files. Reads that are under way still see the data.</summary>
    public void Delete()
    {
        File.Delete(Path);
        File.Delete(IndexPath);
        File.Delete(ProducersPath);
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
