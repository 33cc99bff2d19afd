using ServerlessIot.Broker.Storage;

namespace ServerlessIot.Broker.Producers;

/// <summary>What one partition remembers of one idempotent producer: its epoch and its last batches.</summary>
internal sealed class ProducerEntry(short epoch)
{
    /// <summary>As many batches as a producer may have in flight (KIP-98 with KAFKA-5494).</summary>
    public const int Remembered = 5;

    public short Epoch { get; private set; } = epoch;

    /// <summary>Oldest first, at most <see cref="Remembered"/>.</summary>
    public List<AppendedBatch> Batches { get; } = new(Remembered);

    /// <summary>When it last wrote, Unix ms by the broker's clock.</summary>
    public long LastSeen { get; set; }

    internal readonly record struct AppendedBatch(int BaseSequence, int LastSequence, long BaseOffset, long Timestamp);

    /// <summary>The appended batch that <paramref name="batch"/> is a copy of.</summary>
    public AppendedBatch? Duplicate(in RecordBatch batch)
    {
        if (batch.ProducerEpoch != Epoch)
            return null;
        foreach (var known in Batches)
        {
            if (known.BaseSequence == batch.BaseSequence && known.LastSequence == batch.LastSequence)
                return known;
        }

        return null;
    }

    /// <summary>Whether <paramref name="batch"/> may be appended now.</summary>
    public bool Follows(in RecordBatch batch)
    {
        if (batch.ProducerEpoch != Epoch)
            return batch.BaseSequence == 0;
        return Batches.Count == 0 || batch.BaseSequence == (int)((Batches[^1].LastSequence + 1L) & int.MaxValue);
    }

    public void Add(in RecordBatch batch, long baseOffset)
    {
        if (batch.ProducerEpoch != Epoch)
        {
            Epoch = batch.ProducerEpoch;
            Batches.Clear();
        }

        if (Batches.Count == Remembered)
            Batches.RemoveAt(0);
        Batches.Add(new AppendedBatch(batch.BaseSequence, batch.LastSequence, baseOffset, batch.MaxTimestamp));
    }
}
