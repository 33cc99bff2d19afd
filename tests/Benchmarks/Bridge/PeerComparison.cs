using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>
/// The same load through our bridge, and through mosquitto with an mqtt.js and kafkajs bridge behind it (<c>peer.mjs</c>), round by round in turn.
/// That one acknowledges to the device before Kafka has the message, so its PUBACK times say little; its CPU time is that of the Node process alone.
/// </summary>
internal static class PeerComparison
{
    private const int Rate = 10_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-benchmark-").FullName;
        using (var broker = await ServerProcess.StartAsync("infra/local/Broker", "ServerlessIot.Broker.dll", ["--directory", folder, "--port", "0"], []))
        using (var bridge = await BridgeBenchmark.StartBridgeAsync(broker))
        using (var mosquitto = await MosquittoAsync(folder))
        using (var peer = await ServerProcess.StartAsync(
            "node", [Path.Combine(ServerProcess.Root, "tests/Benchmarks/Bridge/peer.mjs"), mosquitto.Address.Port.ToString(CultureInfo.InvariantCulture), broker.Address.ToString()], []))
        {
            await Load.RunAsync(bridge, 8, 500, 200_000, null);
            await Load.RunAsync(mosquitto, 8, 500, 100_000, Rate);
            for (var round = 1; round <= 3; round++)
            {
                Console.WriteLine($"round {round}, bridge at {Rate:N0}/s: {await Load.RunAsync(bridge, 8, 500, Rate * 10, Rate)}");
                var cpu = peer.Cpu();
                await Load.RunAsync(mosquitto, 8, 500, Rate * 10, Rate);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}, mqtt.js and kafkajs at {Rate:N0}/s: {(peer.Cpu() - cpu).TotalMicroseconds / (Rate * 10):F1} µs CPU a message (without mosquitto's)"));
            }
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ServerProcess> MosquittoAsync(string folder)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = (IPEndPoint)free.LocalEndpoint;
        free.Stop();
        var configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, $"listener {address.Port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 65000\nmax_inflight_messages 1000\nlog_dest none\n");
        var server = ServerProcess.Of(Process.Start(new ProcessStartInfo("mosquitto", ["-c", configuration]))!, address);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(address);
                return server;
            }
            catch (SocketException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(50);
            }
        }
    }
}
