using System.Diagnostics;
using System.Globalization;
using ServerlessIot.Benchmarks.Planner;
using ServerlessIot.Plan.Costs;
using ServerlessIot.Plan.Sizing;

namespace ServerlessIot.Benchmarks;

/// <summary>
/// The planner against the local function host as a process: Stream's Validate and Alert under a step, a ramp, a wave and a burst, with instances
/// and lag as measured, and as the planner simulates them for the same load, thresholds, windows and partitions.
/// </summary>
internal static class PlannerBenchmark
{
    /// <summary>Time, in s, between two looks of the local host's scaler.</summary>
    private const double LookEverySeconds = 2;

    /// <summary>File of what was measured.</summary>
    private const string Kept = "measured.json";

    /// <summary>
    /// Runs it; arguments: rounds (default 3), and the names of shapes if not all. With <c>--keep FOLDER</c> what was measured and the host's
    /// log are kept there; with <c>--again FOLDER</c> what is kept there is held against the planner as it is now, and no host runs.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var repository = Repository.Find(AppContext.BaseDirectory);
        var costs = Costs.Read(repository.Costs);
        var functions = Setup.Functions(repository, costs);
        var (keep, again) = (Option(ref args, "--keep"), Option(ref args, "--again"));
        var measured = again is null ? await MeasureAsync(args, functions, keep) : Measured.Read(Path.Combine(again, Kept));
        Compare(measured, functions, costs, keep ?? again);
        return 0;
    }

    private static string? Option(ref string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        if (at < 0) return null;
        if (at + 1 == args.Length) throw new ArgumentException($"{name} takes a folder.");
        var value = args[at + 1];
        args = [.. args[..at], .. args[(at + 2)..]];
        return value;
    }

    private static async Task<Measured> MeasureAsync(string[] args, IReadOnlyList<FunctionSize> functions, string? keep)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var shapes = Shape.All.Where(shape => args.Length < 2 || args.Skip(1).Contains(shape.Name)).ToList();
        if (keep is not null) Directory.CreateDirectory(keep);
        var servers = await Servers.StartAsync();
        await using (servers.ConfigureAwait(false))
        {
            using var load = new LoadSource(servers.Brokers, servers.Stores.Topics.Raw, Setup.Partitions);
            var batches = await Batches.MeasureAsync(servers, load, functions);
            var results = new List<Round>();
            foreach (var shape in shapes)
            {
                for (var round = 1; round <= rounds; round++)
                {
                    results.Add(await MeasureAsync(shape, load, servers, functions));
                    Print($"{shape.Name}, round {round} of {rounds}: {shape.Seconds} s; somebody waited for a processor {results[^1].Waited:P0} of the time");
                }
            }

            if (keep is not null) File.Copy(servers.HostLog, Path.Combine(keep, "host.log"), overwrite: true);
            var measured = new Measured(batches, Moves.Read(servers.HostLog), Environment.ProcessorCount, results);
            if (keep is not null) measured.Save(Path.Combine(keep, Kept));
            return measured;
        }
    }

    /// <summary>With a host of its own: windows begin when it starts, and so they go on while an instance lives.</summary>
    private static async Task<Round> MeasureAsync(Shape shape, LoadSource load, Servers servers, IReadOnlyList<FunctionSize> functions)
    {
        var pressure = new Pressure(TimeProvider.System);
        var host = await servers.HostAsync(functions.Select(function => function.Name), Setup.Limit, ("subscriberIntervalInSeconds", Setup.IntervalSeconds));
        using var watch = new Watch(servers, functions);
        await watch.CalmAsync();
        using var end = new CancellationTokenSource();
        var (clock, started) = (Stopwatch.StartNew(), TimeProvider.System.GetLocalNow().TimeOfDay.TotalSeconds);
        var watching = watch.RunAsync(clock, end.Token);
        var written = await load.RunAsync(shape, clock);
        await end.CancelAsync();
        var samples = await watching;
        await Servers.StopAsync(host);
        return new Round(shape.Name, started - Moves.UpBefore(servers.HostLog, started), pressure.Share, written, samples);
    }

    private static void Compare(Measured measured, IReadOnlyList<FunctionSize> functions, Costs costs, string? keep)
    {
        foreach (var (function, batch) in measured.Batches) Print($"{function}: a batch takes one instance {batch.BatchMicros / 1_000:F1} ms and {batch.RecordMicros:F2} µs a record");
        Print($"instances are up {measured.Moves.StartSeconds:F2} s after the decision for more, the first have partitions {measured.Moves.FirstSeconds:F2} s later; {measured.Moves.LeaveSeconds:F2} s after the decision for fewer partitions have moved");
        costs = measured.Moves.Into(costs, LookEverySeconds);
        foreach (var rounds in measured.Rounds.GroupBy(round => round.Shape))
        {
            var shape = Shape.All.Single(known => known.Name == rounds.Key);
            var planned = rounds.Select(round => Planned.Run(functions, function => measured.Batches[function].Into(costs, function), measured, round, shape.Seconds)).ToList();
            if (keep is not null) Series.Write(Path.Combine(keep, $"{shape.Name}.csv"), [.. rounds], planned);
            foreach (var function in functions)
            {
                Report(
                    shape, function.Name, [.. rounds.Select(round => Figures.Of(round.Samples[function.Name]))],
                    [.. planned.SelectMany(draws => draws).Select(run => Figures.Of(run[function.Name]))]);
            }
        }
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

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
