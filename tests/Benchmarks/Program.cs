using ServerlessIot.Benchmarks.Archive;
using ServerlessIot.Benchmarks.Bridge;

namespace ServerlessIot.Benchmarks;

/// <summary>Runs one benchmark by its subject; <c>--list</c> names the subjects. One file per subject.</summary>
internal static class Program
{
    private static readonly SortedDictionary<string, Func<string[], Task<int>>> Subjects = new(StringComparer.OrdinalIgnoreCase)
    {
        ["archive"] = ArchiveBenchmark.RunAsync,
        ["bridge"] = BridgeBenchmark.RunAsync,
        ["broker"] = BrokerBenchmark.RunAsync,
        ["coldstart"] = ColdStartBenchmark.RunAsync,
        ["commands"] = CommandBenchmark.RunAsync,
        ["documents"] = DocumentBenchmark.RunAsync,
        ["history"] = HistoryBenchmark.RunAsync,
        ["domain"] = async _ =>
        {
            await DomainBenchmark.RunAsync(Console.Out);
            return 0;
        },
        ["planner"] = PlannerBenchmark.RunAsync,
        ["rules"] = RulesBenchmark.RunAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        if (args is ["--list"])
        {
            foreach (var name in Subjects.Keys) await Console.Out.WriteLineAsync(name);
            return 0;
        }

        if (args is [MergeProcess.Subject, .. var rest]) return await MergeProcess.RunAsync(rest);
        if (args is [IdleConnections.Subject, .. var connections]) return await IdleConnections.HoldAsync(connections);
        if (args.Length > 0 && Subjects.TryGetValue(args[0], out var subject)) return await subject(args[1..]);
        await Console.Error.WriteLineAsync($"usage: ./bench SUBJECT, one of {string.Join(", ", Subjects.Keys)}");
        return 2;
    }
}
