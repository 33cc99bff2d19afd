using System.Diagnostics;
using System.Globalization;
using ServerlessIot.Benchmarks.Planner;
using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Benchmarks;

/// <summary>
/// The planner against the local function host as a process: Stream's Validate and Alert under a step, a ramp and a burst, with instances
/// and lag as measured, and as the planner simulates them for the same load, thresholds, windows and partitions.
/// </summary>
internal static class PlannerBenchmark
{
    /// <summary>Time, in s, between two looks of the local host's scaler.</summary>
    private const double LookEverySeconds = 2;

    /// <summary>Runs it; arguments: rounds (default 3), and the names of shapes if not all.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var shapes = Shape.All.Where(shape => args.Length < 2 || args.Skip(1).Contains(shape.Name)).ToList();
        var repository = Repository.Find(AppContext.BaseDirectory);
        var costs = Costs.Read(repository.Costs);
        var functions = Setup.Functions(repository, costs);
        var servers = await Servers.StartAsync();
        await using (servers.ConfigureAwait(false))
        {
            using var load = new LoadSource(servers.Brokers, servers.Stores.Topics.Raw, Setup.Partitions);
            var batches = await Batches.MeasureAsync(servers, load, functions);
            foreach (var (function, batch) in batches) Print($"{function}: a batch takes one instance {batch.BatchMicros / 1_000:F1} ms and {batch.RecordMicros:F2} µs a record");

            var results = new List<Result>();
            foreach (var shape in shapes)
            {
                for (var round = 1; round <= rounds; round++)
                {
                    var pressure = new Pressure(TimeProvider.System);
                    results.Add(await MeasureAsync(shape, load, servers, functions));
                    Print($"{shape.Name}, round {round} of {rounds}: {shape.Seconds} s; somebody waited for a processor {pressure.Share:P0} of the time");
                }
            }

            var moves = Moves.Read(servers.HostLog);
            Print($"partitions move {moves.StartSeconds:F2} s after the decision for more instances, {moves.LeaveSeconds:F2} s after that for fewer");
            costs = moves.Into(costs, LookEverySeconds);
            foreach (var shape in results.GroupBy(result => result.Shape))
            {
                var planned = shape.SelectMany(result => Planned.Run(functions, function => batches[function].Into(costs, function), result.Load, shape.Key.Seconds)).ToList();
                foreach (var function in functions)
                    Report(shape.Key, function.Name, [.. shape.Select(result => Figures.Of(result.Samples[function.Name]))], [.. planned.Select(run => Figures.Of(run[function.Name]))]);
            }
        }

        return 0;
    }

    /// <summary>With a host of its own: when windows begin is up to chance, and stays so while an instance lives.</summary>
    private static async Task<Result> MeasureAsync(Shape shape, LoadSource load, Servers servers, IReadOnlyList<FunctionSize> functions)
    {
        var host = await servers.HostAsync(functions.Select(function => function.Name), Setup.Limit, ("subscriberIntervalInSeconds", Setup.IntervalSeconds));
        using var watch = new Watch(servers, functions);
        await watch.CalmAsync();
        using var end = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var watching = watch.RunAsync(clock, end.Token);
        var written = await load.RunAsync(shape, clock);
        await end.CancelAsync();
        var samples = await watching;
        await Servers.StopAsync(host);
        return new Result(shape, written, samples);
    }

    private static void Report(Shape shape, string function, IReadOnlyList<Figures> measured, IReadOnlyList<Figures> planned)
    {
        for (var i = 0; i < Figures.Names.Count; i++)
        {
            double real = Median(measured.Select(figures => figures.Values[i])), plan = Median(planned.Select(figures => figures.Values[i]));
            var each = string.Join("; ", measured.Select(figures => figures.Values[i].ToString("#,0.##", CultureInfo.InvariantCulture)));
            Print($"{shape.Name,-5} {function,-8} {Figures.Names[i],-18} measured {real,10:#,0.##} ({each}), planned {plan,10:#,0.##}, off by {(plan / real) - 1:+0 %;-0 %;0 %}");
        }
    }

    private sealed record Result(Shape Shape, Written Load, IReadOnlyDictionary<string, List<Sample>> Samples);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
