using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Running;
using ServerlessIot.Edition.Supervision;
using ServerlessIot.EndToEnd.Tests.DeviceCommands;

namespace ServerlessIot.Benchmarks;

/// <summary>
/// Round trips of commands, all parts as processes of their own and nothing else under way: from the record in device.commands through bridge and
/// device to the record in device.replies; and from the POST to the API until GET shows the reply's state. One command at a time.
/// </summary>
internal static class CommandBenchmark
{
    private const int Partitions = 4;
    private const int WarmUp = 50;
    private const string Device = "bench";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs it; the first argument is the number of commands of each kind (default 1,000).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000;
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory);
        var folder = new RunFolder(Directory.CreateTempSubdirectory("command-benchmark-").FullName);
        try
        {
            var ports = LocalPorts.Choose(new PortPicker(new Random(Environment.ProcessId), preferUsual: false), null, null);
            var settings = new LocalSettings(ports, _ => null);
            var servers = new Supervisor(folder, TimeProvider.System, _ => { });
            await using (servers.ConfigureAwait(false))
            {
                var catalog = new PartCatalog(layout, folder, ports, settings);
                await Task.WhenAll(servers.StartAsync(catalog.Broker(Partitions), default), servers.StartAsync(catalog.Azurite(), default), servers.StartAsync(catalog.Cosmos(), default));
                using (var stores = Stores.Open(settings)) await Topics.CreateAsync(stores, Partitions, 1, default);
                await BlobContainer.CreateAsync(settings, default);
                await Task.WhenAll(servers.StartAsync(catalog.Bridge(), default), servers.StartAsync(catalog.Host(), default));
                await using var device = await AnsweringDevice.ConnectAsync(ports.Mqtt, Device, _ => """{"status":"succeeded"}""");
                await RecordsAsync(settings["Kafka__BrokerList"], WarmUp);
                Print("record to reply record", await RecordsAsync(settings["Kafka__BrokerList"], count));
                await PostsAsync(ports.Api, WarmUp);
                Print("POST to state seen", await PostsAsync(ports.Api, count));
            }
        }
        finally
        {
            folder.Delete();
        }

        return 0;
    }

    private static void Print(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"commands, {name}: {milliseconds.Count:N0}, p50 {At(0.50):F1} ms, p99 {At(0.99):F1} ms, most {milliseconds[^1]:F1} ms"));

        double At(double share) => milliseconds[(int)(share * (milliseconds.Count - 1))];
    }

    private static async Task<List<double>> RecordsAsync(string brokers, int count)
    {
        var replies = new ConcurrentDictionary<string, TaskCompletionSource>();
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var reading = Task.Factory.StartNew(() => Read(brokers, replies, started, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await started.Task.WaitAsync(Patience);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = brokers, Acks = Acks.All, LingerMs = 0, Partitioner = Confluent.Kafka.Partitioner.Murmur2Random }).Build();
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var command = new CommandRecord { Id = CommandIds.Of(now, BitConverter.GetBytes((long)i)), Tenant = "demo", Device = Device, Command = "run", Issued = now, Expires = now + 60_000, Timeout = 10_000, Priority = CommandPriorities.Medium };
            var replied = replies.GetOrAdd(command.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            var clock = Stopwatch.GetTimestamp();
            producer.Produce("device.commands", new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"demo/{Device}"), Value = JsonSerializer.SerializeToUtf8Bytes(command, DomainJson.Default.CommandRecord) });
            await replied.Task.WaitAsync(Patience);
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await reading;
        return times;
    }

    private static void Read(string brokers, ConcurrentDictionary<string, TaskCompletionSource> replies, TaskCompletionSource started, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = brokers, GroupId = "bench", EnableAutoCommit = false }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition =>
            new TopicPartitionOffset("device.replies", partition, consumer.QueryWatermarkOffsets(new TopicPartition("device.replies", partition), Patience).High)));
        started.SetResult();
        while (!stop.IsCancellationRequested)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record || Header(record, LogHeaders.Type) != RecordTypes.Reply) continue;
            if (replies.TryGetValue(Header(record, LogHeaders.Correlation) ?? "", out var replied)) replied.TrySetResult();
        }
    }

    private static string? Header(ConsumeResult<byte[], byte[]> record, string name) => record.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null;

    private static async Task<List<double>> PostsAsync(int port, int count)
    {
        using var http = new HttpClient { Timeout = Patience, BaseAddress = new Uri($"http://127.0.0.1:{port}/api/devices/demo/{Device}/") };
        http.DefaultRequestHeaders.Add("X-Api-Key", "local");
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var clock = Stopwatch.GetTimestamp();
            using var content = new StringContent("""{"command":"run"}""", Encoding.UTF8, "application/json");
            using var sent = await http.PostAsync(new Uri("commands", UriKind.Relative), content);
            sent.EnsureSuccessStatusCode();
            var id = JsonSerializer.Deserialize<JsonElement>(await sent.Content.ReadAsStreamAsync()).GetProperty("command").GetProperty("id").GetString();
            while (JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri($"commands/{id}", UriKind.Relative))).GetProperty("state").GetString() != CommandStates.Succeeded)
            {
                if (Stopwatch.GetElapsedTime(clock) > Patience) throw new TimeoutException($"Command {id} has no reply.");
                await Task.Delay(1);
            }

            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return times;
    }
}
