namespace ServerlessIot.Plan.Simulation;

/// <summary>Records that have arrived in a topic by a time: a line that rises evenly within each step.</summary>
public sealed class Flow
{
    private readonly List<double> _times = [0];
    private readonly List<double> _counts = [0];

    /// <summary>Records so far.</summary>
    public double Total => _counts[^1];

    /// <summary>End of the last step, in s.</summary>
    public double End => _times[^1];

    /// <summary>Adds a step that ends at <paramref name="until"/> and brings so many records.</summary>
    public void Add(double until, double records)
    {
        _times.Add(until);
        _counts.Add(Total + records);
    }

    /// <summary>Records that have arrived by <paramref name="time"/>.</summary>
    public double CountAt(double time) => time >= End ? Total : Between(_times, _counts, time);

    /// <summary>When so many had arrived; the last step's end when they have not yet.</summary>
    public double TimeOf(double count) => count >= Total ? End : Between(_counts, _times, count);

    // The first place that reaches the key. What is asked for lies mostly in the last steps, so the search begins there with growing strides.
    private static double Between(List<double> keys, List<double> values, double key)
    {
        int low = keys.Count - 1, stride = 1;
        while (low > 0 && keys[low] >= key)
        {
            low = Math.Max(0, low - stride);
            stride *= 2;
        }

        int high = Math.Min(keys.Count - 1, low + stride);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (keys[middle] < key) low = middle + 1;
            else high = middle;
        }

        if (low == 0) return values[0];
        var rise = keys[low] - keys[low - 1];
        return rise <= 0 ? values[low] : values[low - 1] + ((values[low] - values[low - 1]) * Math.Clamp((key - keys[low - 1]) / rise, 0, 1));
    }
}
