namespace ServerlessIot.Bridge.Health;

/// <summary>A Prometheus histogram of durations in seconds.</summary>
internal sealed class LatencyHistogram
{
    /// <summary>Upper bounds in seconds: from the linger time up to an outage.</summary>
    public static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _ticks;

    public long Count => _counts.Sum();

    public double SumSeconds => TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;

    public void Record(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var i = 0;
        while (i < Bounds.Length && seconds > Bounds[i])
            i++;
        Interlocked.Increment(ref _counts[i]);
        Interlocked.Add(ref _ticks, duration.Ticks);
    }

    /// <summary>Durations in the bucket that ends at <c>Bounds[index]</c> (the last: without end), not cumulated.</summary>
    public long InBucket(int index) => Interlocked.Read(ref _counts[index]);
}
