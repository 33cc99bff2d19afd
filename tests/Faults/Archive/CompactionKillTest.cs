using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Archive;

/// <summary>kill -9 at random moments of merges and tier moves, on a real blob store, under the eyes of a reader.</summary>
[Trait("Length", "Long")]
public sealed class CompactionKillTest(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    /// <summary>Set by <c>./test faults --compaction-kills N</c>.</summary>
    private const string Setting = "Faults__CompactionKills";
    private const int Usual = 30;

    /// <summary>Readings that the store may leave without an answer.</summary>
    private const int MostUnavailable = 100;
    private const int Days = 40;
    private const int Devices = 12;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, List<DeviceEvent>> expected = [];
    private readonly MemoryLog log = new(1);

    [Fact]
    public async Task A_reader_never_sees_a_gap_or_a_double()
    {
        var wanted = int.Parse(Environment.GetEnvironmentVariable(Setting) ?? $"{Usual}", NumberStyles.None, CultureInfo.InvariantCulture);
        var settings = azurite.Settings();
        await using var proxy = await WholeRequests.StartAsync(Regex.Match(settings.ConnectionString, @"BlobEndpoint=(http://[\d.:]+)").Groups[1].Value);
        var through = Regex.Replace(settings.ConnectionString, @"BlobEndpoint=http://[\d.:]+", $"BlobEndpoint={proxy.Address}");
        var blobs = new AzureBlobStore(settings);
        await StoreAsync(blobs);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => PollAsync(blobs, stop.Token));
        var (kills, end) = (0, Start.AddDays(Days + 66));
        // Several rounds for each kill, so that some are left for the last.
        var step = TimeSpan.FromHours(Math.Clamp((int)(end - Start).TotalHours / (4 * wanted), 1, 12));
        var (random, next) = (new Random(1), Start);
        while (next <= end)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CompactorProcess).Assembly.Location, "compactor", through, settings.Container, Milliseconds(next), Milliseconds(end), step.TotalHours.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            // After some rounds, so that kills spread over all of the time, at any moment.
            var rounds = kills < wanted ? 1 + random.Next(Math.Max(1, (int)(2 * ((end - next) / step) / (wanted - kills)) - 1)) : int.MaxValue;
            while (rounds-- > 0 && await RoundAsync(process) is { } last) next = last + step;
            if (!process.HasExited) await RoundAsync(process, TimeSpan.FromMilliseconds(random.Next(300)));

            if (!process.HasExited)
            {
                process.Kill();
                kills++;
            }

            await process.WaitForExitAsync();
            Assert.True(process.ExitCode is 0 or 137, $"The process ended with {process.ExitCode}: {await errors}");
            Assert.False(reading.IsCompleted, "The reader has ended.");
        }

        await stop.CancelAsync();
        var polls = await reading;
        using var archive = new PartitionArchive(blobs, new KeyRings(blobs, TimeProvider.System));
        var state = await archive.ManifestAsync(0, default);
        output.WriteLine($"figures: {kills} kills -9 of merges and tier moves, {expected.Values.Sum(rows => rows.Count)} rows, {polls} whole histories read meanwhile, 0 gaps, 0 doubles");
        Assert.All(state.Segments, segment => Assert.True(segment.Level is SegmentLevel.Cold or SegmentLevel.Warm, $"{segment}"));
        Assert.Contains(state.Segments, segment => segment.Level == SegmentLevel.Cold);
        Assert.Equal((expected.Values.Sum(rows => rows.Count), 0), (state.Segments.Sum(segment => segment.Rows), state.Blobs.Count));
        Assert.True(kills >= wanted, $"Everything was done after {kills} kills.");
        Assert.True(polls > kills / 4, $"The reader read {polls} times only.");
    }

    /// <summary>Time of the next round that ended; null when the process ended, or the time was up.</summary>
    private static async Task<DateTimeOffset?> RoundAsync(Process process, TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(10));
        try
        {
            return await process.StandardOutput.ReadLineAsync(patience.Token) is { } line ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(line, CultureInfo.InvariantCulture)) : null;
        }
        catch (OperationCanceledException) when (within is not null)
        {
            return null;
        }
    }

    private async Task<int> PollAsync(AzureBlobStore blobs, CancellationToken cancellationToken)
    {
        using var segments = new SegmentStore(blobs, new KeyRings(blobs, TimeProvider.System));
        var history = new ArchiveHistory(blobs, new ManifestReader(blobs), segments, log, new TopicNames());
        var unavailable = 0;
        for (var polls = 0; ; polls++)
        {
            var (device, expectedRows) = expected.ElementAt(polls % expected.Count);
            var rows = new List<string>();
            try
            {
                await foreach (var row in history.ReadAsync("demo", device, 0, long.MaxValue, null, CancellationToken.None)) rows.Add(row.Id);
            }
            catch (StoreUnavailableException) when (++unavailable < MostUnavailable)
            {
                // No answer is no wrong answer.
                continue;
            }

            Assert.Equal(expectedRows.Select(row => row.Id), rows);
            if (cancellationToken.IsCancellationRequested) return polls + 1;
        }
    }

    private async Task StoreAsync(AzureBlobStore blobs)
    {
        var valid = new ValidLog(log);
        using var runner = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<StoreState>>.Instance);
        for (var hour = 0; hour < Days * 24; hour += 8)
        {
            var records = new List<LogRecord>();
            for (var i = 0; i < Devices * 4; i++) records.Add(valid.Event(Row($"device-{i % Devices}", Start.AddHours(hour).AddMinutes(i))));
            await runner.RunAsync(records, default);
        }

        foreach (var rows in expected.Values) rows.Sort(RowOrder.Instance);
    }

    private DeviceEvent Row(string device, DateTimeOffset time)
    {
        if (!expected.TryGetValue(device, out var rows)) expected.Add(device, rows = []);
        var at = time.ToUnixTimeMilliseconds();
        var row = new DeviceEvent
        {
            Id = $"{device}-{rows.Count}",
            Tenant = "demo",
            Device = device,
            Type = "temperature",
            // Some come late, up to a day.
            Time = at - (rows.Count % 7 == 0 ? 86_400_000 : 0),
            Arrived = at + 30,
            Measurements = [new("temperature", 20 + (rows.Count % 10))],
            Attributes = [new("profile", "sensor")],
            // As ValidLog gives them, one for each event.
            Origin = new Origin(0, 0, expected.Values.Sum(one => one.Count), 0),
        };
        rows.Add(row);
        return row;
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
