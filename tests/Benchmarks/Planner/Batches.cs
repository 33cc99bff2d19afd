using System.Diagnostics;
using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>How long one instance takes for a batch on this machine: so much for each, and so much for each of its records.</summary>
/// <param name="BatchMicros">For a batch, in µs.</param>
/// <param name="RecordMicros">For a record, in µs.</param>
internal sealed record Batches(double BatchMicros, double RecordMicros)
{
    private const int Records = 300_000;
    private static readonly int[] Sizes = [2_000, 10_000];

    /// <summary>Lets each function work off what lies in its topic, in batches of two sizes.</summary>
    public static async Task<IReadOnlyDictionary<string, Batches>> MeasureAsync(Servers servers, LoadSource load, IReadOnlyList<FunctionSize> functions)
    {
        var measured = functions.ToDictionary(function => function.Name, _ => new List<double>());
        foreach (var size in Sizes)
        {
            load.Backlog(Records);
            foreach (var function in functions) measured[function.Name].Add(await DrainAsync(servers, function, size));
        }

        return measured.ToDictionary(pair => pair.Key, pair => Fit(pair.Value));
    }

    /// <summary>The planner's costs with these in place of the trigger's and the step's.</summary>
    public Costs Into(Costs costs, string function)
    {
        // All in the batch: what was measured holds gathering, handing over, the step and its waits.
        var trigger = costs.Trigger with
        {
            FetchMicrosPerBatch = 0,
            GatherMicrosPerRecord = 0.001,
            FetchMicrosPerRecord = 0.001,
            FetchMicrosPerRecordPrefetched = 0.001,
            HandMicrosPerBatch = BatchMicros,
            HandMicrosPerRecord = RecordMicros,
            HostMicrosPerBatch = 0,
            HostMicrosPerRecord = 0,
            WorkerMicrosPerBatch = 0,
            WorkerMicrosPerRecord = 0,
            StallMillis = 0,
            StallFromRecordsPerSecond = double.MaxValue,
        };
        var step = new StepCosts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "measured");
        return costs with { Trigger = trigger, Steps = new Dictionary<string, StepCosts> { [function] = step } };
    }

    /// <summary>µs for each batch of <paramref name="size"/> records.</summary>
    private static async Task<double> DrainAsync(Servers servers, FunctionSize function, int size)
    {
        var host = await servers.HostAsync([function.Name], 1, ("maxBatchSize", size));
        using var watch = new Watch(servers, [function]);
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var moments = new List<(double Time, long Batches)>();
        while (clock.Elapsed < TimeSpan.FromMinutes(2))
        {
            var status = (await watch.StatusAsync()).Functions.Single(entry => entry.Name == function.Name);
            if (moments.Count == 0 || status.Batches > moments[^1].Batches) moments.Add((clock.Elapsed.TotalSeconds, status.Batches));
            if (status.Records >= Records) break;
            await timer.WaitForNextTickAsync();
        }

        await watch.CalmAsync();
        await Servers.StopAsync(host);
        // Not the first ones, before which it starts, nor the last, which waits for its window.
        var (first, last) = (moments[moments.Count / 3], moments[^2]);
        return (last.Time - first.Time) / (last.Batches - first.Batches) * 1e6;
    }

    private static Batches Fit(List<double> micros)
    {
        var record = Math.Max(0, (micros[1] - micros[0]) / (Sizes[1] - Sizes[0]));
        return new Batches(Math.Max(0, micros[0] - (record * Sizes[0])), record);
    }
}
