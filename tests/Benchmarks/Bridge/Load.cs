using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>QoS 1 messages of 200 bytes from a few connections that pipeline.</summary>
internal static class Load
{
    private const int PayloadBytes = 200;

    /// <summary>Sends so many messages and says what the bridge took for them.</summary>
    /// <param name="server">Whom to send to, and whose CPU time counts.</param>
    /// <param name="connections">Connections.</param>
    /// <param name="window">Messages of one connection that may be unacknowledged.</param>
    /// <param name="messages">Messages in all.</param>
    /// <param name="rate">Messages a second in all; null: as fast as acknowledgements come.</param>
    public static async Task<LoadResult> RunAsync(ServerProcess server, int connections, int window, int messages, int? rate)
    {
        var cpu = server.Cpu();
        var clock = Stopwatch.StartNew();
        var each = messages / connections;
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => DeviceAsync(server.Address, i, window, each, rate / connections))));
        var seconds = clock.Elapsed.TotalSeconds;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new LoadResult(all.Length / seconds, (server.Cpu() - cpu).TotalMicroseconds / all.Length, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    /// <summary>Connects as a device and waits for CONNACK.</summary>
    public static async Task<Socket> ConnectAsync(IPEndPoint server, string client)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var id = Encoding.ASCII.GetBytes(client);
        byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, (byte)id.Length, .. id];
        await socket.SendAsync(connect);
        var answer = new byte[4];
        var read = await socket.ReceiveAsync(answer);
        return read == 4 && answer[3] == 0 ? socket : throw new IOException("the bridge refused a connection");
    }

    private static async Task<double[]> DeviceAsync(IPEndPoint server, int number, int window, int messages, int? rate)
    {
        using var socket = await ConnectAsync(server, $"load-{number}");
        var buffer = new byte[64 * 1024];
        var packet = Publish(number);
        var idAt = packet.Length - PayloadBytes - 2;
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
        var payload = new byte[PayloadBytes];
        payload.AsSpan().Fill((byte)' ');
        "{\"value\":21.5,\"timestamp\":1790000000000}"u8.CopyTo(payload);
        var length = 2 + topic.Length + 2 + payload.Length;
        return [0x32, (byte)(length % 128 | 128), (byte)(length / 128), 0, (byte)topic.Length, .. topic, 0, 0, .. payload];
    }
}
