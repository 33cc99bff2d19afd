namespace ServerlessIot.Plan.Simulation;

/// <summary>Distribution of times, exact to 2 %.</summary>
public sealed class Tally
{
    private const double Smallest = 1e-5;
    private const double Ratio = 1.02;
    private static readonly double LogRatio = Math.Log(Ratio);
    private readonly double[] _weights = new double[1_300];
    private double _total;

    /// <summary>Whether nothing was added.</summary>
    public bool Empty => _total <= 0;

    /// <summary>Adds a time, in s, that so many records took.</summary>
    public void Add(double seconds, double records)
    {
        var bin = seconds <= Smallest ? 0 : Math.Min(_weights.Length - 1, (int)(Math.Log(seconds / Smallest) / LogRatio));
        _weights[bin] += records;
        _total += records;
    }

    /// <summary>The time, in s, that a share of the records stays below; 0 without records.</summary>
    public double Quantile(double share)
    {
        var wanted = share * _total;
        var sum = 0.0;
        for (var bin = 0; bin < _weights.Length && _total > 0; bin++)
        {
            sum += _weights[bin];
            if (sum >= wanted && _weights[bin] > 0) return Smallest * Math.Pow(Ratio, bin + 0.5);
        }

        return 0;
    }

    /// <summary>Times of one part of a way after another, taken as independent of each other.</summary>
    public static Tally Sum(Tally first, Tally second)
    {
        const int Points = 200;
        var sum = new Tally();
        if (first.Empty || second.Empty) return sum;
        var (left, right) = (first.Points(Points), second.Points(Points));
        foreach (var one in left)
        {
            foreach (var other in right) sum.Add(one + other, 1);
        }

        return sum;
    }

    private double[] Points(int count) => [.. Enumerable.Range(0, count).Select(i => Quantile((i + 0.5) / count))];
}
