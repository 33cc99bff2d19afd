namespace ServerlessIot.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> Subjects = new(StringComparer.OrdinalIgnoreCase)
    {
        ["broker"] = BrokerBenchmark.RunAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        if (args.Length > 0 && Subjects.TryGetValue(args[0], out var subject))
            return await subject(args[1..]);
        await Console.Error.WriteLineAsync($"usage: dotnet run -c Release --project tests/Benchmarks -- {string.Join("|", Subjects.Keys)}");
        return 2;
    }
}
