using System.Globalization;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>
/// Bridge and broker as processes of their own: messages a second and CPU a message at full speed, latency at paced rates, memory of idle
/// connections, what a wave of reconnections does to the others, and the same load through an mqtt.js and kafkajs bridge.
/// </summary>
internal static class BridgeBenchmark
{
    private const int Connections = 8;
    private const int Window = 500;
    private static readonly int[] Rates = [1_000, 5_000, 10_000, 20_000, 40_000, 60_000];

    /// <summary>Runs all parts, or those that are named: load, idle, reconnect, edge, peer.</summary>
    public static async Task<int> RunAsync(string[] parts)
    {
        var all = parts.Length == 0;
        if (all || parts.Contains("load")) await LoadAsync();
        if (all || parts.Contains("idle"))
        {
            await WithBridgeAsync(bridge => IdleConnections.RunAsync([bridge], 19_000));
            await WithBridgesAsync(2, bridges => IdleConnections.RunAsync(bridges, 20_000));
        }
        if (all || parts.Contains("reconnect")) await WithBridgeAsync(bridge => Reconnections.RunAsync(bridge, 10_000, TimeSpan.FromMinutes(1)));
        if (all || parts.Contains("edge")) await EdgeAsync();
        if (all || parts.Contains("peer")) await PeerComparison.RunAsync();
        return 0;
    }

    /// <summary>Runs something with a bridge and a broker.</summary>
    public static Task WithBridgeAsync(Func<ServerProcess, Task> run) => WithBridgesAsync(1, bridges => run(bridges[0]));

    private static async Task WithBridgesAsync(int count, Func<IReadOnlyList<ServerProcess>, Task> run)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-benchmark-").FullName;
        var bridges = new List<ServerProcess>();
        using (var broker = await ServerProcess.StartAsync("infra/local/Broker", "ServerlessIot.Broker.dll", ["--directory", folder, "--port", "0"], []))
        {
            try
            {
                while (bridges.Count < count) bridges.Add(await StartBridgeAsync(broker));
                await run(bridges);
            }
            finally
            {
                foreach (var bridge in bridges) bridge.Dispose();
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Starts a bridge in front of a broker.</summary>
    public static Task<ServerProcess> StartBridgeAsync(ServerProcess broker, bool edgeRules = false) => ServerProcess.StartAsync("infra/bridge", "ServerlessIot.Bridge.dll", [], new()
    {
        // As in the container.
        ["LD_PRELOAD"] = "libjemalloc.so.2",
        ["Bridge__EdgeRules"] = edgeRules ? "true" : "false",
        ["Bridge__Port"] = "0",
        ["Bridge__HttpPort"] = "0",
        ["Bridge__AllowAnonymous"] = "true",
        ["Kafka__BrokerList"] = broker.Address.ToString(),
    });

    private static Task LoadAsync() => WithBridgeAsync(async bridge =>
    {
        await Load.RunAsync(bridge, Connections, Window, 300_000, null); // until the JIT has done its work
        for (var round = 1; round <= 3; round++)
            Print($"full speed, round {round}", await Load.RunAsync(bridge, Connections, Window, 1_000_000, null));
        foreach (var rate in Rates)
            Print(string.Create(CultureInfo.InvariantCulture, $"{rate:N0}/s"), await Load.RunAsync(bridge, Connections, Window, rate * 10, rate));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bridge: at most {bridge.MostMemory() / 1048576.0:F0} MiB"));
    });

    private static async Task EdgeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-benchmark-").FullName;
        using (var broker = await ServerProcess.StartAsync("infra/local/Broker", "ServerlessIot.Broker.dll", ["--directory", folder, "--port", "0"], []))
        using (var bridge = await StartBridgeAsync(broker, edgeRules: true))
        {
            await Load.RunAsync(bridge, Connections, Window, 200_000, 20_000);
            await EdgeLatency.RunAsync(bridge, broker.Address.ToString(), 1, 60, TimeSpan.FromSeconds(1));
            await EdgeLatency.RunAsync(bridge, broker.Address.ToString(), 20_000, 600, TimeSpan.FromMilliseconds(100));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void Print(string name, LoadResult result) => Console.WriteLine($"bridge, {name}: {result}");
}
