namespace ServerlessIot.Domain.Windows;

/// <summary>
/// Running statistics of one measure by Welford's method (B. P. Welford, Technometrics 4, 1962), which stays exact where sums of squares cancel.
/// Values are finite and at most 1e100 in size (the decoder's limit), so that no square overflows. The default value is empty.
/// </summary>
public record struct WindowStatistics
{
    /// <summary>Restores statistics from stored fields.</summary>
    public WindowStatistics(long count, double mean, double m2, double min, double max, double last, long lastTime)
        => (Count, Mean, M2, Min, Max, Last, LastTime) = (count, mean, m2, min, max, last, lastTime);

    /// <summary>Values so far.</summary>
    public long Count { get; private set; }

    /// <summary>Arithmetic mean; 0 while empty.</summary>
    public double Mean { get; private set; }

    /// <summary>Sum of squared distances from the mean.</summary>
    public double M2 { get; private set; }

    /// <summary>Smallest value; 0 while empty.</summary>
    public double Min { get; private set; }

    /// <summary>Largest value; 0 while empty.</summary>
    public double Max { get; private set; }

    /// <summary>Value with the latest time; of equal times, the one added last.</summary>
    public double Last { get; private set; }

    /// <summary>Time of <see cref="Last"/>, Unix milliseconds.</summary>
    public long LastTime { get; private set; }

    /// <summary>Sample standard deviation (n − 1); 0 for fewer than two values.</summary>
    public readonly double StdDev => Count < 2 ? 0 : Math.Sqrt(M2 / (Count - 1));

    /// <summary>Adds one value.</summary>
    /// <param name="value">Finite value.</param>
    /// <param name="time">Event time, Unix milliseconds.</param>
    public void Add(double value, long time)
    {
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Count == 0 ? value : Math.Max(Max, value);
        if (Count == 0 || time >= LastTime) (Last, LastTime) = (value, time);
        Count++;
        var distance = value - Mean;
        Mean += distance / Count;
        M2 += distance * (value - Mean);
    }

    /// <summary>The summary that a window's record carries.</summary>
    public readonly MeasureSummary ToSummary() => new(Count, Mean, Min, Max, StdDev, Last);
}
