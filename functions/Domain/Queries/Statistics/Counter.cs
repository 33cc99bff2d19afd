namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>The growth of a counter that may begin anew at zero: a fall by more than a tenth is that, a smaller one is noise.</summary>
public sealed class Counter
{
    private const double Noise = 0.1;
    private double highest;

    /// <summary>Readings taken in.</summary>
    public long Readings { get; private set; }

    /// <summary>Growth since the first reading.</summary>
    public double Total { get; private set; }

    /// <summary>Takes in a reading.</summary>
    public void Add(double reading)
    {
        var anew = reading < highest * (1 - Noise);
        if (Readings++ > 0) Total += anew ? Math.Max(0, reading) : Math.Max(0, reading - highest);
        if (Readings == 1 || anew || reading > highest) highest = reading;
    }
}
