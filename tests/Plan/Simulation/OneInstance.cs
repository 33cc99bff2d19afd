using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Simulation;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Plan.Tests.Simulation;

/// <summary>One instance on two cores under an even load, as measured on the real Functions host.</summary>
internal static class OneInstance
{
    private const double StepSeconds = 0.05;
    private const int Partitions = 4;

    /// <summary>The settings of the measurements beside the batch size.</summary>
    public static TriggerSettings Tuned(int batch) => new()
    {
        MaxBatchSize = batch,
        ExecutorChannelCapacity = 4,
        ChannelFullRetryIntervalInMs = 1,
        SubscriberIdleBackoffMs = 0,
    };

    /// <summary>A function that does nothing.</summary>
    public static StepCosts Nothing { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "does nothing");

    /// <summary>A function that parses and publishes, and awaits the acknowledgement: 5.5 µs of the worker in place of 2.1, as measured.</summary>
    public static StepCosts Republishing { get; } = new(3.4, 1.4, 0, 0, 0, 0, 1, 0, 0, 0, "real host");

    /// <summary>Records a second of a full log.</summary>
    public static double Throughput(TriggerSettings settings, StepCosts step) => Run(settings, step, backlog: 1e9, rate: 0, seconds: 60).Counters is var counters
        ? counters.Records / counters.Seconds : 0;

    /// <summary>CPU of a record of a full log, in µs.</summary>
    public static double CpuMicros(TriggerSettings settings, StepCosts step) => Run(settings, step, backlog: 1e9, rate: 0, seconds: 60).Counters is var counters
        ? counters.Cpu / counters.Records * 1e6 : 0;

    /// <summary>A minute at so many records a second.</summary>
    public static FunctionRun At(TriggerSettings settings, double recordsPerSecond) => Run(settings, Nothing, backlog: 0, recordsPerSecond, seconds: 120);

    private static FunctionRun Run(TriggerSettings settings, StepCosts step, double backlog, double rate, int seconds)
    {
        var size = new FunctionSize("One", "app", "Topic", Partitions, 1, 1, 4096, 1000, settings);
        var flow = new Flow();
        flow.Add(1e-9, backlog);
        var run = new FunctionRun(size, Files.Costs, step, flow, StepSeconds, Files.Costs.Platform.MeasuredCores);
        var steps = (int)(seconds / StepSeconds);
        for (var i = 0; i < steps; i++)
        {
            flow.Add((i + 1) * StepSeconds, rate * StepSeconds);
            run.Advance(i, (i + 1) * StepSeconds, 0);
        }

        return run;
    }
}
