using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Benchmarks;

/// <summary>Documents through the real SDK into the local gateway: new ones, then conditional rewrites, then reads and queries. <c>documents [COUNT] [PARALLEL]</c>.</summary>
internal static class DocumentBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0]) : 5000;
        var parallel = args.Length > 1 ? int.Parse(args[1]) : 16;
        var directory = Directory.CreateTempSubdirectory("documents-");
        using var gateway = Process.Start(new ProcessStartInfo("node", [Script, "--port", "0", "--directory", directory.FullName]) { RedirectStandardOutput = true })!;
        try
        {
            var line = await gateway.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The gateway did not start.");
            var values = new Dictionary<string, string?> { ["Cosmos:ConnectionString"] = $"AccountEndpoint=http://{line["ready ".Length..]}/;AccountKey=bG9jYWw=;" };
            await using var services = new ServiceCollection().AddDocuments(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();
            var store = services.GetRequiredService<IDocumentStore>();
            var versions = new string?[count];
            await store.ReadAsync<DeviceTwin>(Containers.Twins, "warm", "up", default);
            await MeasureAsync("create", count, parallel, async i => versions[i] = await store.TryWriteAsync(Containers.Twins, $"demo/d{i}", "twin", Twin(i), null, default));
            await MeasureAsync("replace", count, parallel, async i => versions[i] = await store.TryWriteAsync(Containers.Twins, $"demo/d{i}", "twin", Twin(i), versions[i], default));
            await MeasureAsync("read", count, parallel, async i => await store.ReadAsync<DeviceTwin>(Containers.Twins, $"demo/d{i}", "twin", default));
            await MeasureAsync("page of 100", 100, 4, async _ => await store.QueryAsync<DeviceTwin>(Containers.Twins, null, null, null, 100, default).ToListAsync());
            return versions.Contains(null) ? 1 : 0;
        }
        finally
        {
            gateway.Kill();
            await gateway.WaitForExitAsync();
            directory.Delete(recursive: true);
        }
    }

    private static string Script => typeof(DocumentBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "CosmosGateway").Value!;

    private static async Task MeasureAsync(string what, int count, int parallel, Func<int, Task> operation)
    {
        var latencies = new double[count];
        var total = Stopwatch.StartNew();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (i, _) =>
        {
            var start = Stopwatch.GetTimestamp();
            await operation(i);
            latencies[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        });
        total.Stop();
        Array.Sort(latencies);
        await Console.Out.WriteLineAsync($"{what,-12} {count / total.Elapsed.TotalSeconds,8:F0}/s  p50 {latencies[count / 2]:F2} ms  p99 {latencies[(int)(count * 0.99)]:F2} ms  ({parallel} at once)");
    }

    private static DeviceTwin Twin(int i) => new()
    {
        Tenant = "demo",
        Device = $"d{i}",
        Type = "vehicle",
        Time = 1_763_600_000_000 + i,
        LastSeen = 1_763_600_000_000 + i,
        Online = true,
        Values = new Dictionary<string, double> { ["speed"] = 50.5, ["battery_temp"] = 31.25, ["battery_soc"] = 77 },
        Status = "driving",
        Events = i,
        Origin = $"0-0-{i}-0",
    };
}
