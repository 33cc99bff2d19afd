using System.Globalization;
using System.Net.Sockets;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>What many connections cost that say nothing.</summary>
internal static class IdleConnections
{
    public static async Task RunAsync(ServerProcess bridge, int count)
    {
        await Load.RunAsync(bridge, 8, 500, 50_000, null);
        var before = bridge.Memory();
        var sockets = new List<Socket>(count);
        try
        {
            foreach (var some in Enumerable.Range(0, count).Chunk(100))
                sockets.AddRange(await Task.WhenAll(some.Select(i => Load.ConnectAsync(bridge.Address, $"idle-{i:D6}"))));
            var (now, cpu) = (bridge.Memory(), bridge.Cpu());
            await Task.Delay(TimeSpan.FromSeconds(10));
            var idle = (bridge.Cpu() - cpu).TotalSeconds / 10;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"bridge, {count:N0} idle connections: {now / 1048576.0:F0} MiB, {(now - before) / 1024.0 / count:F1} KiB a connection, at most {bridge.MostMemory() / 1048576.0:F0} MiB; {idle:P1} of a core while nothing happens"));
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }
}
