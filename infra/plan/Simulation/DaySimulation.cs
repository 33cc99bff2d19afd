using ServerlessIot.Plan.Input;
using ServerlessIot.Plan.Needs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Simulation;

/// <summary>All functions over a day, hour by hour: of each hour as much is simulated as it takes to settle.</summary>
public sealed class DaySimulation
{
    /// <summary>Length of a step, in s.</summary>
    public const double StepSeconds = 0.25;

    /// <summary>Multiples of it are spread evenly over a unit.</summary>
    private const double Golden = 0.6180339887498949;

    /// <summary>Seconds simulated before the day begins.</summary>
    private const int WarmUp = 180;

    /// <summary>Seconds of load that a function may be behind at the end of an hour before it counts as not keeping up.</summary>
    private const double Behind = 60;
    private readonly Load _load;
    private readonly Size _size;
    private readonly List<FunctionRun> _runs = [];
    private readonly Flow _raw = new();
    private readonly Dictionary<string, Flow> _topics = [];
    private readonly List<List<Counters>> _hours = [];
    private readonly List<double[]> _ends = [];
    private readonly Calendar _windows = new(StepSeconds);
    private int _step;

    private DaySimulation(Load load, Size size, Costs.Costs costs)
    {
        (_load, _size) = (load, size);
        _topics["Raw"] = _raw;
        foreach (var function in size.Functions)
        {
            if (!_topics.TryGetValue(function.Topic, out var topic)) _topics[function.Topic] = topic = new Flow();
            var step = costs.Steps.TryGetValue(function.Name, out var known) ? known : throw new PlanException($"costs.json has no step {function.Name}.");
            _runs.Add(new FunctionRun(function, costs, step, topic, StepSeconds, documentsPerPartition: CosmosLimit.DocumentsPerPartition(size, function, costs), phase: _runs.Count * Golden % 1));
        }
    }

    /// <summary>Simulates a day.</summary>
    /// <param name="load">What arrives.</param>
    /// <param name="size">How it is scaled.</param>
    /// <param name="costs">What work costs.</param>
    /// <param name="secondsPerHour">How much of each hour is simulated, 120 to 3,600 s; all of it when something does not keep up.</param>
    public static DayResult Run(Load load, Size size, Costs.Costs costs, int secondsPerHour = 300)
    {
        var day = new DaySimulation(load, size, costs);
        day.Go(secondsPerHour);
        if (secondsPerHour >= 3_600 || !day.Late()) return day.Result(secondsPerHour);
        day = new DaySimulation(load, size, costs);
        day.Go(3_600);
        return day.Result(3_600);
    }

    private void Go(int secondsPerHour)
    {
        Hour(_load.Curve.Factors[0], WarmUp);
        foreach (var run in _runs)
        {
            run.Take();
            run.ForgetLatency();
        }

        for (var hour = 0; hour < 24; hour++)
        {
            Hour(_load.Curve.Factors[hour], secondsPerHour);
            _hours.Add(_runs.ConvertAll(run => run.Take()));
            _ends.Add([.. _runs.Select(run => (double)run.Lag)]);
        }
    }

    private void Hour(double factor, int seconds)
    {
        var rate = _load.MessagesPerSecond * factor;
        var active = _load.ActivePerMinute(rate);
        var refused = rate > 0 ? _load.QuarantineRate : 0;
        var alarms = rate > 0 ? _load.AlarmRate : 0;
        var perMinute = (int)(60 / StepSeconds);
        for (var end = _step + (int)(seconds / StepSeconds); _step < end; _step++)
        {
            var until = (_step + 1) * StepSeconds;
            var tick = _step % perMinute == 0;
            // A tick goes into every partition of raw.
            _raw.Add(until, (rate * StepSeconds) + (tick ? _size.Partitions["Raw"] : 0));
            if (tick) CloseWindows(until, active);
            foreach (var run in _runs)
            {
                if (run.Input.End < until) run.Input.Add(until, Arriving(run.Size.Topic, refused, alarms));
                run.Advance(_step, until, active);
            }
        }
    }

    private double Arriving(string topic, double refused, double alarms) => topic switch
    {
        "Valid" => Run("Validate").Completed(_step) * (1 - refused),
        "Alerts" => Run("Alert").Completed(_step) * alarms,
        // Plans assume no commands.
        "Replies" => 0,
        "Aggregates" => _windows.Of(_step),
        _ => throw new PlanException($"Nothing is known of what arrives in {topic}."),
    };

    private double Rate(string topic, double rate, double active) => topic switch
    {
        "Alerts" => rate * _load.AlarmRate,
        "Replies" => 0,
        "Aggregates" => active / 60,
        _ => rate,
    };

    /// <summary>Windows are told when the tick has gone through Validate and Aggregate, whose instances each wait for a window of their own.</summary>
    private void CloseWindows(double now, double active)
    {
        if (_load.MessagesPerSecond <= 0) return;
        double first = Run("Validate").Size.Trigger.SubscriberIntervalInSeconds, then = Run("Aggregate").Size.Trigger.SubscriberIntervalInSeconds;
        var steps = Math.Max(1, (int)(then / StepSeconds));
        for (var i = 0; i < steps; i++) _windows.Enter(now + (first / 2) + (i * StepSeconds), active / steps);
    }

    private FunctionRun Run(string name) => _runs.First(run => run.Size.Name == name);

    /// <summary>Whether a function ends an hour further behind than it can make up for.</summary>
    private bool Late() => _ends.Where((ends, hour) => ends.Where((lag, i) =>
        lag > (Behind * Rate(_size.Functions[i].Topic, _load.MessagesPerSecond * _load.Curve.Factors[hour], _load.DeviceCount)) + _size.Functions[i].LagThreshold).Any()).Any();

    private DayResult Result(int secondsPerHour) => new(
        secondsPerHour,
        [.. _runs.Select((run, i) => new FunctionDay(run.Size, [.. _hours.Select(hour => hour[i])], run.Latency, [.. _ends.Select(ends => ends[i])]))]);
}
