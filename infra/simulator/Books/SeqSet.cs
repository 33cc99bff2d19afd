namespace ServerlessIot.Simulator.Books;

/// <summary>A set of reading numbers, kept as ranges; cheap when they come nearly in order.</summary>
public sealed class SeqSet
{
    private readonly List<SeqRange> _ranges = [];

    /// <summary>An empty set.</summary>
    public SeqSet()
    {
    }

    /// <summary>The numbers of these ranges.</summary>
    public SeqSet(IEnumerable<SeqRange> ranges)
    {
        foreach (var range in ranges)
        {
            for (var seq = range.First; seq <= range.Last; seq++)
                Add(seq);
        }
    }

    /// <summary>Ranges in ascending order that neither touch nor overlap.</summary>
    public IReadOnlyList<SeqRange> Ranges => _ranges;

    /// <summary>How many numbers it holds.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the number is in the set.</summary>
    public bool Contains(long seq)
    {
        var at = IndexBefore(seq);
        return at >= 0 && seq <= _ranges[at].Last;
    }

    /// <summary>Adds a number; false when it was there already.</summary>
    public bool Add(long seq)
    {
        var at = IndexBefore(seq);
        if (at >= 0 && seq <= _ranges[at].Last)
            return false;

        Count++;
        var joinsBefore = at >= 0 && _ranges[at].Last == seq - 1;
        var joinsAfter = at + 1 < _ranges.Count && _ranges[at + 1].First == seq + 1;
        if (joinsBefore && joinsAfter)
        {
            _ranges[at] = new SeqRange(_ranges[at].First, _ranges[at + 1].Last);
            _ranges.RemoveAt(at + 1);
        }
        else if (joinsBefore)
        {
            _ranges[at] = _ranges[at] with { Last = seq };
        }
        else if (joinsAfter)
        {
            _ranges[at + 1] = _ranges[at + 1] with { First = seq };
        }
        else
        {
            _ranges.Insert(at + 1, new SeqRange(seq, seq));
        }
        return true;
    }

    /// <summary>The numbers from 1 to <paramref name="last"/> that are not in the set.</summary>
    public IReadOnlyList<SeqRange> Missing(long last)
    {
        var missing = new List<SeqRange>();
        var next = 1L;
        foreach (var range in _ranges)
        {
            if (range.First > next)
                missing.Add(new SeqRange(next, range.First - 1));
            next = range.Last + 1;
        }
        if (next <= last)
            missing.Add(new SeqRange(next, last));
        return missing;
    }

    // Index of the last range that starts at or before the number; -1 when none does.
    private int IndexBefore(long seq)
    {
        if (_ranges.Count > 0 && _ranges[^1].First <= seq)
            return _ranges.Count - 1;
        int low = 0, high = _ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First <= seq)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high;
    }
}
