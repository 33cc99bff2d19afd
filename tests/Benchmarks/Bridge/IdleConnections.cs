using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>What many connections cost that say nothing. A process of its own holds those of each bridge, so that no limit of open files counts twice.</summary>
internal static class IdleConnections
{
    /// <summary>The first argument of a process that only holds connections: an address and how many follow.</summary>
    public const string Subject = "hold-connections";

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>Spreads connections over bridges and says what these take.</summary>
    public static async Task RunAsync(IReadOnlyList<ServerProcess> bridges, int count)
    {
        foreach (var bridge in bridges) await Load.RunAsync(bridge, 8, 500, 50_000, null);
        var before = bridges.Sum(bridge => bridge.Memory());
        var holders = new List<ServerProcess>();
        try
        {
            foreach (var bridge in bridges)
                holders.Add(await ServerProcess.StartAsync("dotnet", [typeof(IdleConnections).Assembly.Location, Subject, bridge.Address.ToString(), (count / bridges.Count).ToString(CultureInfo.InvariantCulture)], []));
            var (now, cpu) = (bridges.Sum(bridge => bridge.Memory()), bridges.Sum(bridge => bridge.Cpu().TotalSeconds));
            await Task.Delay(Idle);
            var busy = (bridges.Sum(bridge => bridge.Cpu().TotalSeconds) - cpu) / Idle.TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(bridges.Count == 1 ? "bridge" : $"{bridges.Count} bridges together")}, {count:N0} idle connections: {now / 1048576.0:F0} MiB, {(now - before) / 1024.0 / count:F1} KiB a connection, at most {bridges.Sum(bridge => bridge.MostMemory()) / 1048576.0:F0} MiB; {busy:P1} of a core while nothing happens"));
        }
        finally
        {
            foreach (var holder in holders) holder.Dispose();
        }
    }

    /// <summary>Holds connections until the process is ended.</summary>
    /// <param name="arguments">The bridge's address, and how many.</param>
    public static async Task<int> HoldAsync(string[] arguments)
    {
        var (bridge, count) = (IPEndPoint.Parse(arguments[0]), int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var sockets = new List<Socket>(count);
        foreach (var some in Enumerable.Range(0, count).Chunk(100))
            sockets.AddRange(await Task.WhenAll(some.Select(i => Load.ConnectAsync(bridge, $"idle-{i:D6}"))));
        Console.WriteLine($"ready {bridge}");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return sockets.Count;
    }
}
