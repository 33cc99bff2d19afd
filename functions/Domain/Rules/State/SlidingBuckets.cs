namespace ServerlessIot.Domain.Rules.State;

/// <summary>
/// Count, mean and sum of squared deviations of a sliding window, in buckets of equal length. The window is at most one bucket shorter than it is called:
/// the oldest bucket leaves as a whole. Mean and deviations of a bucket are kept as 32-bit floats, a relative error of 2⁻²⁴ each time a value is added; a
/// bucket counts 65,535 values, and leaves out what comes beyond them, and values beyond ±10¹⁵, whose squares no float holds. Buckets are combined by Chan, Golub and LeVeque (1979).
/// </summary>
internal readonly ref struct SlidingBuckets
{
    private const int CountsInWord = 4;
    private const double Largest = 1e15;
    private readonly Span<ulong> words;
    private readonly int buckets;
    private readonly long length;

    /// <summary>Reads the words of a window.</summary>
    /// <param name="words">As many as <see cref="Words"/> says; zeros for an empty window.</param>
    /// <param name="buckets">How many buckets, 2–60.</param>
    /// <param name="length">Length of one, ms.</param>
    public SlidingBuckets(Span<ulong> words, int buckets, long length)
    {
        this.words = words;
        this.buckets = buckets;
        this.length = length;
    }

    /// <summary>Words of a window: index of the newest bucket, index of the first one ever, counts, means and deviations.</summary>
    public static int Words(int buckets) => 2 + ((buckets + CountsInWord - 1) / CountsInWord) + buckets;

    /// <summary>Index of the newest bucket, from 1; 0 when nothing was added.</summary>
    public long Newest => (long)words[0];

    /// <summary>Index of the first bucket that was ever begun.</summary>
    public long First => (long)words[1];

    /// <summary>Index of a time's bucket.</summary>
    public long IndexOf(long time) => (time / length) + 1;

    /// <summary>Moves on to a time. False when it lies before the window.</summary>
    public bool Advance(long time)
    {
        var index = IndexOf(time);
        if (Newest == 0) words[1] = (ulong)index;
        if (index <= Newest - buckets) return false;
        words[1] = Math.Min(words[1], (ulong)index);
        if (index <= Newest) return true;
        var from = Math.Max(Newest + 1, index - buckets + 1);
        for (var i = from; i <= index; i++) Set((int)(i % buckets), 0, 0, 0);
        words[0] = (ulong)index;
        return true;
    }

    /// <summary>Adds a value to the bucket of a time within the window.</summary>
    public void Add(long time, double value)
    {
        if (Math.Abs(value) > Largest) return;
        var at = (int)(IndexOf(time) % buckets);
        var (count, mean, squares) = Get(at);
        if (count == ushort.MaxValue) return;
        count++;
        var delta = value - mean;
        mean += delta / count;
        Set(at, count, (float)mean, (float)(squares + (delta * (value - mean))));
    }

    /// <summary>All of the window.</summary>
    public void Totals(out long count, out double mean, out double squares)
    {
        (count, mean, squares) = (0, 0, 0);
        for (var at = 0; at < buckets; at++)
        {
            var (n, m, s) = Get(at);
            if (n == 0) continue;
            var delta = m - mean;
            var all = count + n;
            squares += s + (delta * delta * count * n / all);
            mean += delta * n / all;
            count = all;
        }
    }

    /// <summary>Count and mean of a bucket by index; a count of 0 where it is empty.</summary>
    public (int Count, double Mean) Bucket(long index)
    {
        var (count, mean, _) = Get((int)(index % buckets));
        return (count, mean);
    }

    private (int Count, double Mean, double Squares) Get(int at)
    {
        var count = (int)(words[2 + (at / CountsInWord)] >> (16 * (at % CountsInWord))) & ushort.MaxValue;
        var word = words[words.Length - buckets + at];
        return (count, BitConverter.UInt32BitsToSingle((uint)(word >> 32)), BitConverter.UInt32BitsToSingle((uint)word));
    }

    private void Set(int at, int count, float mean, float squares)
    {
        ref var counts = ref words[2 + (at / CountsInWord)];
        var shift = 16 * (at % CountsInWord);
        counts = (counts & ~((ulong)ushort.MaxValue << shift)) | ((ulong)(uint)count << shift);
        words[words.Length - buckets + at] = ((ulong)BitConverter.SingleToUInt32Bits(mean) << 32) | BitConverter.SingleToUInt32Bits(squares);
    }
}
