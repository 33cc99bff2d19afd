namespace ServerlessIot.Benchmarks;

internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is [] or ["bridge"])
            await BridgeBenchmark.RunAsync();
    }
}
