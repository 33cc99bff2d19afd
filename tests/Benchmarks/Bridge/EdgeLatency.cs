using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;

namespace ServerlessIot.Benchmarks.Bridge;

/// <summary>From a critical reading's PUBLISH to the alert's record as a reader of the topic sees it, with the bridge's edge rules on.</summary>
internal static class EdgeLatency
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>One critical reading a second, or more beside <paramref name="rate"/> others a second.</summary>
    public static async Task RunAsync(ServerProcess bridge, string brokers, int rate, int criticals, TimeSpan every)
    {
        var sent = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var found = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource();
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = $"edge-{rate}", EnableAutoCommit = false, FetchWaitMaxMs = 5, EnablePartitionEof = true }).Build();
        var partitions = await PartitionsAsync(brokers);
        consumer.Assign(partitions);
        // It reads once each partition's end has been seen.
        var ends = new HashSet<Partition>();
        while (ends.Count < partitions.Count)
            if (consumer.Consume(Patience) is { IsPartitionEOF: true } end)
                ends.Add(end.Partition);
        var reading = Task.Factory.StartNew(() => Read(consumer, sent, found, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var others = rate > criticals ? Load.RunAsync(bridge, 8, 500, (int)(rate * every.TotalSeconds * criticals), rate) : Task.FromResult<LoadResult>(null!);
        using (var device = await Load.ConnectAsync(bridge.Address, "critical"))
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < criticals; i++)
            {
                while (clock.Elapsed < every * i)
                    await Task.Delay(1);
                await PublishAsync(device, $"hot-{rate}-{i}", sent);
            }
        }
        var bound = Stopwatch.StartNew();
        while (found.Count < criticals && bound.Elapsed < Patience)
            await Task.Delay(10);
        await others;
        await stop.CancelAsync();
        await reading;
        consumer.Close();
        var all = found.Values.Order().ToArray();
        if (all.Length == 0)
            throw new InvalidOperationException($"None of {criticals} alerts came within {Patience.TotalSeconds} s.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"edge rules at {rate:N0}/s: {all.Length} of {criticals} alerts; critical reading to alert record p50 {all[all.Length / 2]:F1} ms, p99 {all[all.Length * 99 / 100]:F1} ms, most {all[^1]:F1} ms"));
    }

    /// <summary>The partitions of the topic alerts from their present ends. Where it is not there, the first question makes it.</summary>
    private static async Task<List<TopicPartitionOffset>> PartitionsAsync(string brokers)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = brokers }).Build();
        for (var asked = Stopwatch.StartNew(); asked.Elapsed < Patience; await Task.Delay(50))
            if (admin.GetMetadata("alerts", Patience).Topics[0].Partitions is { Count: > 0 } partitions)
                return [.. partitions.Select(p => new TopicPartitionOffset("alerts", p.PartitionId, Offset.Beginning))];
        throw new InvalidOperationException("The topic alerts is not there.");
    }

    private static void Read(IConsumer<byte[], byte[]> consumer, ConcurrentDictionary<string, long> sent, ConcurrentDictionary<string, double> found, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(50) is not { IsPartitionEOF: false } record)
                continue;
            var device = Encoding.UTF8.GetString(record.Message.Key).Split('/')[^1];
            if (sent.TryGetValue(device, out var at))
                found.TryAdd(device, Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }
    }

    private static async Task PublishAsync(Socket device, string name, ConcurrentDictionary<string, long> sent)
    {
        var topic = Encoding.ASCII.GetBytes($"demo/plant1/{name}/telemetry/temperature");
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var payload = Encoding.ASCII.GetBytes($"{{\"device_id\":\"{name}\",\"sensor_type\":\"temperature\",\"value\":160,\"timestamp\":{time}}}");
        var length = 2 + topic.Length + 2 + payload.Length;
        byte[] packet = [0x32, (byte)(length % 128 | 128), (byte)(length / 128), 0, (byte)topic.Length, .. topic, 0, 1, .. payload];
        sent[name] = Stopwatch.GetTimestamp();
        await device.SendAsync(packet);
        await device.ReceiveAsync(new byte[4]);
    }
}
