using System.Runtime.InteropServices;
using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Producers;

/// <summary>The idempotent producers that one partition knows. Guarded by the partition's lock.</summary>
internal sealed class ProducerStates
{
    // A producer that is forgotten early may write on with any sequence; only its duplicates are no longer seen.
    private const int MostProducers = 10_000;
    private readonly Dictionary<long, ProducerEntry> _producers = [];

    public int Count => _producers.Count;

    /// <summary>Checks a batch before it is appended.</summary>
    /// <param name="batch">Header of the batch.</param>
    /// <param name="duplicateOffset">Where the batch already is, when it is a copy; else -1.</param>
    public ErrorCode Check(in RecordBatch batch, out long duplicateOffset)
    {
        duplicateOffset = -1;
        if (batch.ProducerId < 0 || !_producers.TryGetValue(batch.ProducerId, out var known))
            return ErrorCode.None;
        if (batch.ProducerEpoch < known.Epoch)
            return ErrorCode.InvalidProducerEpoch;
        if (known.Duplicate(batch) is { } duplicate)
        {
            duplicateOffset = duplicate.BaseOffset;
            return ErrorCode.None;
        }

        return known.Follows(batch) ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber;
    }

    /// <summary>Notes a batch that was appended.</summary>
    public void Add(in RecordBatch batch, long baseOffset, long now)
    {
        if (batch.ProducerId < 0)
            return;
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_producers, batch.ProducerId, out _);
        entry ??= new ProducerEntry(batch.ProducerEpoch);
        entry.Add(batch, baseOffset);
        entry.LastSeen = now;
        if (_producers.Count > MostProducers)
            _producers.Remove(_producers.MinBy(static pair => pair.Value.LastSeen).Key);
    }

    /// <summary>Forgets producers that wrote nothing since <paramref name="oldest"/>, Unix ms.</summary>
    public void Expire(long oldest)
    {
        foreach (var (id, entry) in _producers)
        {
            if (entry.LastSeen < oldest)
                _producers.Remove(id);
        }
    }

    /// <summary>Writes all of it beside a new segment, so that a start needs to read only that segment.</summary>
    public void Save(string path)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(_producers.Count);
        foreach (var (id, entry) in _producers)
        {
            writer.Write(id);
            writer.Write(entry.Epoch);
            writer.Write(entry.LastSeen);
            writer.Write(entry.Batches.Count);
            foreach (var batch in entry.Batches)
            {
                writer.Write(batch.BaseSequence);
                writer.Write(batch.LastSequence);
                writer.Write(batch.BaseOffset);
                writer.Write(batch.Timestamp);
            }
        }

        writer.Write(Crc32C.Compute(content.GetBuffer().AsSpan(0, (int)content.Length)));
        writer.Flush();
        File.WriteAllBytes(path, content.ToArray());
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <returns>False, and nothing read, when the file is missing or damaged.</returns>
    public bool TryLoad(string path)
    {
        if (!File.Exists(path))
            return false;
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 8 || BitConverter.ToUInt32(bytes, bytes.Length - 4) != Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)))
            return false;
        using var reader = new BinaryReader(new MemoryStream(bytes));
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = reader.ReadInt64();
            var entry = new ProducerEntry(reader.ReadInt16()) { LastSeen = reader.ReadInt64() };
            for (var batches = reader.ReadInt32(); batches > 0; batches--)
                entry.Batches.Add(new ProducerEntry.AppendedBatch(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64()));
            _producers[id] = entry;
        }

        return true;
    }
}
