using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Simulation;

/// <summary>A simulated day.</summary>
/// <param name="SecondsPerHour">How much of each hour was simulated, in s.</param>
/// <param name="Functions">The functions, in the order of the size.</param>
public sealed record DayResult(int SecondsPerHour, IReadOnlyList<FunctionDay> Functions)
{
    /// <summary>A function by its name.</summary>
    public FunctionDay this[string name] => Functions.First(function => function.Size.Name == name);
}

/// <summary>A function's day.</summary>
/// <param name="Size">Its scaling.</param>
/// <param name="Hours">What was counted in the simulated part of each hour.</param>
/// <param name="Latency">Time from arrival in its topic to the end of its execution.</param>
/// <param name="EndLag">Records behind at the end of each hour.</param>
public sealed record FunctionDay(FunctionSize Size, IReadOnlyList<Counters> Hours, Tally Latency, IReadOnlyList<double> EndLag)
{
    /// <summary>The whole day.</summary>
    public Counters Day
    {
        get
        {
            var day = new Counters();
            foreach (var hour in Hours) day.Add(hour);
            return day;
        }
    }

    /// <summary>Instances, averaged.</summary>
    public double AverageInstances => Day.InstanceSeconds / Day.Seconds;

    /// <summary>Sums up to a month what was counted in the simulated parts.</summary>
    public double Monthly(Func<Counters, double> counted) => counted(Day) / Day.Seconds * Month.Seconds;
}
