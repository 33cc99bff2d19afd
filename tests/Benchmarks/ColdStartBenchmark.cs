using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Parts;
using ServerlessIot.Edition.Running;
using ServerlessIot.Edition.Supervision;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Benchmarks;

/// <summary>
/// From the start of a process to its first result, for a published app under the local function host: Validate with a record that
/// waits (the batch's fill interval of host.json included), and the API's first answer. Plain and compiled ahead (ReadyToRun), in turn.
/// </summary>
internal static class ColdStartBenchmark
{
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string[]> Publishings = new()
    {
        ["plain"] = ["-p:PublishReadyToRun=false"],
        ["ReadyToRun"] = ["-p:PublishReadyToRun=true"],
    };

    /// <summary>Runs it; the first argument is the number of starts of each kind (default 7).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var starts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory);
        var folder = new RunFolder(Directory.CreateTempSubdirectory("cold-start-").FullName);
        var published = Directory.CreateTempSubdirectory("cold-start-published-").FullName;
        try
        {
            foreach (var (kind, properties) in Publishings)
            {
                foreach (var app in new[] { "Stream", "Ops" }) Publish(layout, app, Path.Combine(published, kind, app), properties);
            }

            var ports = LocalPorts.Choose(new PortPicker(new Random(Environment.ProcessId), preferUsual: false), null, null);
            var settings = new LocalSettings(ports, _ => null);
            var servers = new Supervisor(folder, TimeProvider.System, _ => { });
            await using (servers.ConfigureAwait(false))
            {
                var catalog = new PartCatalog(layout, folder, ports, settings);
                await Task.WhenAll(servers.StartAsync(catalog.Broker(Partitions), default), servers.StartAsync(catalog.Azurite(), default), servers.StartAsync(catalog.Cosmos(), default));
                using var stores = Stores.Open(settings);
                await Topics.CreateAsync(stores, Partitions, 1, default);
                await BlobContainer.CreateAsync(settings, default);
                await MeasureAsync(starts, published, layout, settings, stores);
            }
        }
        finally
        {
            folder.Delete();
            Directory.Delete(published, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(int starts, string published, RepositoryLayout layout, LocalSettings settings, Stores stores)
    {
        var results = new Dictionary<(string Function, string Kind), List<Start>>();
        for (var i = 0; i < starts; i++)
        {
            foreach (var kind in Publishings.Keys)
            {
                var host = new ColdHost(layout, settings, Path.Combine(published, kind));
                Add("Validate", kind, await host.FirstAsync("Stream", "Validate", () => stores.LogWriter().WriteAsync([Reading(stores.Topics)], default), _ => ToldAsync(stores)));
                Add("API", kind, await host.FirstAsync("Ops", "ListDevices", () => Task.CompletedTask, AnsweredAsync));
            }
        }

        foreach (var ((function, kind), all) in results.OrderBy(result => result.Key))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"cold start, {function,-8} {kind,-10}: host ready {Median(all, start => start.Ready):F2} s, first result {Median(all, start => start.First):F2} s, CPU {Median(all, start => start.Cpu):F2} s, memory {Median(all, start => start.Memory):F0} MiB (medians of {all.Count})"));
        }

        void Add(string function, string kind, Start start)
        {
            if (!results.TryGetValue((function, kind), out var list)) results[(function, kind)] = list = [];
            list.Add(start);
        }
    }

    private static OutRecord Reading(TopicNames topics) => new(topics.Raw, null, "demo/cold-1"u8.ToArray(),
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"value":21.5,"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}}""")), []);

    /// <summary>Waits for one more record in telemetry.valid than at the last call.</summary>
    private static async Task ToldAsync(Stores stores)
    {
        var reader = stores.LogReader();
        var before = told;
        while (told == before)
        {
            await Task.Delay(2);
            var ends = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => reader.BoundsAsync(stores.Topics.Valid, partition, default)));
            told = ends.Sum(bounds => bounds.End);
        }
    }

    private static long told;

    private static async Task AnsweredAsync(int port)
    {
        using var http = new HttpClient { Timeout = Patience };
        http.DefaultRequestHeaders.Add("X-Api-Key", "local");
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api/devices"));
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"The API answered {answer.StatusCode}.");
    }

    private static double Median(List<Start> all, Func<Start, double> of) => all.Select(of).Order().ElementAt(all.Count / 2);

    private static void Publish(RepositoryLayout layout, string app, string to, string[] properties)
    {
        Console.WriteLine($"publishing {app} ({properties[0]}) …");
        string[] words = ["publish", layout.Source($"functions/{app}/{app}.csproj"), "-c", "Release", "-o", to, "--nologo", "-v", "quiet", .. properties];
        using var process = Process.Start(new ProcessStartInfo("dotnet", words))!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet {string.Join(' ', words)} ended with {process.ExitCode}.");
    }

    private sealed record Start(double Ready, double First, double Cpu, double Memory);

    private sealed class ColdHost(RepositoryLayout layout, LocalSettings settings, string published)
    {
        public async Task<Start> FirstAsync(string app, string function, Func<Task> before, Func<int, Task> until)
        {
            await before();
            var port = new PortPicker(new Random(Environment.TickCount), preferUsual: false).Pick(null, 7071);
            string[] words =
            [
                layout.Program("infra/local/Host", "Host"), "--app", Path.Combine(published, app), "--only", function, "--port", port.ToString(CultureInfo.InvariantCulture),
            ];
            var start = new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in settings.Values) start.Environment[name] = value;
            var clock = Stopwatch.StartNew();
            using var host = Process.Start(start)!;
            var log = host.StandardError.ReadToEndAsync();
            try
            {
                while (await host.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line && !line.StartsWith("ready", StringComparison.Ordinal))
                {
                }

                var ready = clock.Elapsed.TotalSeconds;
                await until(port).WaitAsync(Patience);
                var first = clock.Elapsed.TotalSeconds;
                host.Refresh();
                return new Start(ready, first, host.TotalProcessorTime.TotalSeconds, host.WorkingSet64 / 1048576.0);
            }
            finally
            {
                // In order, so that it leaves its consumer group.
                using var stop = Process.Start("kill", ["-TERM", host.Id.ToString(CultureInfo.InvariantCulture)]);
                await host.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
                await host.WaitForExitAsync().WaitAsync(Patience);
                await log.WaitAsync(Patience);
            }
        }
    }
}
