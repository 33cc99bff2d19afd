using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessIot.Benchmarks;

/// <summary>
/// Bridge and broker as processes of their own, QoS 1 messages of 200 bytes from a few pipelining connections: messages per second, CPU
/// per message of the bridge alone, and the time from PUBLISH to PUBACK.
/// </summary>
public static class BridgeBenchmark
{
    private static readonly byte[] Connect = [0x10, 14, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 2, (byte)'b', 0];

    /// <summary>Runs it and prints one line for full speed and one for each paced rate.</summary>
    /// <param name="messages">Messages at full speed.</param>
    public static async Task RunAsync(int messages = 400_000)
    {
        var directory = Directory.CreateTempSubdirectory("bridge-benchmark").FullName;
        using var broker = await StartAsync("infra/local/Broker", "ServerlessIot.Broker.dll", ["--directory", directory, "--port", "0"], []);
        using var bridge = await StartAsync("infra/bridge", "ServerlessIot.Bridge.dll", [], new()
        {
            ["Bridge__Port"] = "0",
            ["Bridge__HttpPort"] = "0",
            ["Bridge__AllowAnonymous"] = "true",
            ["Kafka__BrokerList"] = broker.Address.ToString(),
        });
        await LoadAsync(bridge, connections: 8, window: 500, messages: 200_000, rate: null); // until the JIT has done its work
        Print("full speed", await LoadAsync(bridge, connections: 8, window: 500, messages, rate: null));
        Print("5,000/s", await LoadAsync(bridge, connections: 8, window: 500, 25_000, rate: 5_000));
        Directory.Delete(directory, recursive: true);
    }

    private static void Print(string name, Result result) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"bridge, {name}: {result.PerSecond:N0} messages/s, {result.CpuMicroseconds:F1} µs CPU a message, PUBACK p50 {result.Median:F1} ms, p99 {result.P99:F1} ms"));

    private static async Task<Result> LoadAsync(ServerProcess bridge, int connections, int window, int messages, int? rate)
    {
        var cpu = bridge.Cpu();
        var clock = Stopwatch.StartNew();
        var each = messages / connections;
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => DeviceAsync(bridge.Address, i, window, each, rate / connections))));
        var seconds = clock.Elapsed.TotalSeconds;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new Result(all.Length / seconds, (bridge.Cpu() - cpu).TotalMicroseconds / all.Length, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    private static async Task<double[]> DeviceAsync(IPEndPoint server, int number, int window, int messages, int? rate)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var connect = Connect.ToArray();
        connect[^1] = (byte)('a' + number);
        await socket.SendAsync(connect);
        var buffer = new byte[64 * 1024];
        await socket.ReceiveAsync(buffer.AsMemory(0, 4));
        var packet = Publish(number);
        var idAt = packet.Length - 200 - 2;
        var sentAt = new long[65_536];
        var latencies = new double[messages];
        using var free = new SemaphoreSlim(window);
        var acknowledged = AcknowledgementsAsync();
        var start = Stopwatch.GetTimestamp();
        var batch = new byte[packet.Length * 50];
        for (var sent = 0; sent < messages;)
        {
            await free.WaitAsync();
            var count = 1;
            while (count < 50 && sent + count < messages && free.Wait(0))
                count++;
            if (rate is { } perSecond)
                while (Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond < sent + count)
                    await Task.Delay(1);
            for (var i = 0; i < count; i++)
            {
                var id = (ushort)((sent + i) % 65_535 + 1);
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(idAt), id);
                packet.CopyTo(batch.AsSpan(i * packet.Length));
                sentAt[id] = Stopwatch.GetTimestamp();
            }
            await socket.SendAsync(batch.AsMemory(0, count * packet.Length));
            sent += count;
            if (rate is not null)
                continue;
        }
        await acknowledged;
        return latencies;

        async Task AcknowledgementsAsync()
        {
            var (filled, done) = (0, 0);
            while (done < messages)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
                if (read == 0)
                    throw new IOException("the bridge closed the connection");
                filled += read;
                var at = 0;
                for (; filled - at >= 4; at += 4)
                    latencies[done++] = Stopwatch.GetElapsedTime(sentAt[BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(at + 2))]).TotalMilliseconds;
                buffer.AsSpan(at, filled - at).CopyTo(buffer);
                filled -= at;
                free.Release(at / 4);
            }
        }
    }

    private static byte[] Publish(int number)
    {
        var topic = Encoding.UTF8.GetBytes($"demo/plant1/temp-{number:D3}/telemetry/temperature");
        var payload = new byte[200];
        payload.AsSpan().Fill((byte)' ');
        "{\"value\":21.5,\"timestamp\":1790000000000}"u8.CopyTo(payload);
        var length = 2 + topic.Length + 2 + payload.Length;
        return [0x32, (byte)(length % 128 | 128), (byte)(length / 128), 0, (byte)topic.Length, .. topic, 0, 0, .. payload];
    }

    private static async Task<ServerProcess> StartAsync(string project, string assembly, string[] arguments, Dictionary<string, string> environment)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "ServerlessIot.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("ServerlessIot.sln is in none of the folders above");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var path = Path.Combine(root.FullName, project, "bin", configuration, "net10.0", assembly);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return line?.StartsWith("ready ", StringComparison.Ordinal) == true
            ? new ServerProcess(process, IPEndPoint.Parse(line[6..]))
            : throw new IOException($"{assembly} did not start: {line}");
    }

    private sealed record Result(double PerSecond, double CpuMicroseconds, double Median, double P99);

    private sealed class ServerProcess(Process process, IPEndPoint address) : IDisposable
    {
        public IPEndPoint Address { get; } = address;

        public TimeSpan Cpu()
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
