using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Running;

/// <summary>
/// Outcomes of the latest entries, for records that come again. Offsets are committed only after telling, and one batch
/// is under way at a time, so a record that was never told lies within the latest few entries.
/// </summary>
internal sealed class RecentOutcomes
{
    private const int MostEntries = 64;
    private const int MostBytes = 4 << 20;
    private readonly Queue<Entry> entries = new();
    private int bytes;

    public void Add(long from, long to, ReadOnlyMemory<byte> outcomes)
    {
        entries.Enqueue(new Entry(from, to, outcomes.ToArray()));
        bytes += outcomes.Length;
        while (entries.Count > 1 && (entries.Count > MostEntries || bytes > MostBytes)) bytes -= entries.Dequeue().Outcomes.Length;
    }

    public void Clear()
    {
        entries.Clear();
        bytes = 0;
    }

    /// <summary>Outcomes by offset, of entries that touch the range.</summary>
    public Dictionary<long, ReadOnlyMemory<byte>> Find(long from, long to)
    {
        var found = new Dictionary<long, ReadOnlyMemory<byte>>();
        foreach (var entry in entries)
        {
            if (entry.To < from || entry.From > to) continue;
            var reader = new ByteReader(entry.Outcomes);
            while (!reader.End)
            {
                var offset = (long)reader.Unsigned();
                found[offset] = reader.Bytes().ToArray();
            }
        }

        return found;
    }

    /// <summary>Data blobs that the entries name; of those made of the same records, the latest.</summary>
    public IReadOnlyCollection<NamedBlob> Blobs()
    {
        var found = new Dictionary<long, NamedBlob>();
        foreach (var entry in entries)
        {
            var reader = new ByteReader(entry.Outcomes);
            while (!reader.End)
            {
                var key = (long)reader.Unsigned();
                var outcome = reader.Bytes();
                if (Decision.IsBlob(key)) found[key] = NamedBlob.Read(outcome);
            }
        }

        return found.Values;
    }

    public void Save(ByteWriter to)
    {
        to.Unsigned((ulong)entries.Count);
        foreach (var entry in entries)
        {
            to.Signed(entry.From);
            to.Signed(entry.To);
            to.Bytes(entry.Outcomes);
        }
    }

    public void Load(ref ByteReader from)
    {
        Clear();
        for (var left = from.Count(); left > 0; left--) Add(from.Signed(), from.Signed(), from.Bytes().ToArray());
    }

    private sealed record Entry(long From, long To, byte[] Outcomes);
}
