namespace ServerlessIot.Benchmarks;

/// <summary>Runs the benchmarks: all, or those of the subjects named; <c>--list</c> names the subjects. One file per subject.</summary>
internal static class Program
{
    private static readonly (string Subject, Func<TextWriter, Task> Run)[] All =
    [
        ("domain", DomainBenchmark.RunAsync),
    ];

    private static async Task<int> Main(string[] args)
    {
        if (args is ["--list"])
        {
            foreach (var (subject, _) in All) await Console.Out.WriteLineAsync(subject);
            return 0;
        }

        var unknown = args.Except(All.Select(b => b.Subject)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"No benchmark is called {string.Join(", ", unknown)}; --list names them.");
            return 2;
        }

        foreach (var (subject, run) in All)
        {
            if (args.Length == 0 || args.Contains(subject)) await run(Console.Out);
        }

        return 0;
    }
}
