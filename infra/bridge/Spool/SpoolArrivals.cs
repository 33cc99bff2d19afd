using System.Runtime.InteropServices;

namespace ServerlessIot.Bridge.Spool;

/// <summary>When the records of the spool arrived that were not read yet, within a second: what is put back, or held, may have arrived before its neighbours. Callers hold the lock.</summary>
internal sealed class SpoolArrivals
{
    /// <summary>Records that arrived within this time share an entry, ms.</summary>
    private const long Together = 1_000;

    /// <summary>Most entries, 24 bytes each; beyond them neighbours are joined.</summary>
    private const int Most = 65_536;

    private readonly List<Run> _runs = [];

    /// <summary>Entries.</summary>
    public int Count => _runs.Count;

    /// <summary>A record is on the disk.</summary>
    /// <param name="sequence">Its number, above all before.</param>
    /// <param name="arrival">Unix milliseconds.</param>
    public void Add(ulong sequence, long arrival)
    {
        if (_runs.Count > 0)
        {
            ref var last = ref CollectionsMarshal.AsSpan(_runs)[^1];
            var (oldest, newest) = (Math.Min(last.Oldest, arrival), Math.Max(last.Newest, arrival));
            if (newest - oldest <= Together)
            {
                last = new Run(sequence, oldest, newest);
                return;
            }
        }
        if (_runs.Count == Most)
            Join();
        _runs.Add(new Run(sequence, arrival, arrival));
    }

    /// <summary>Arrival of the oldest record behind one that was read, Unix milliseconds, or up to a second before; null when there is none. What lies before is forgotten.</summary>
    public long? After(ulong read)
    {
        var passed = 0;
        while (passed < _runs.Count && _runs[passed].Last <= read)
            passed++;
        _runs.RemoveRange(0, passed);
        return _runs.Count == 0 ? null : _runs.Min(run => run.Oldest);
    }

    private void Join()
    {
        for (var i = 0; i < Most / 2; i++)
        {
            var (first, second) = (_runs[2 * i], _runs[(2 * i) + 1]);
            _runs[i] = new Run(second.Last, Math.Min(first.Oldest, second.Oldest), Math.Max(first.Newest, second.Newest));
        }
        _runs.RemoveRange(Most / 2, Most / 2);
    }

    private readonly record struct Run(ulong Last, long Oldest, long Newest);
}
