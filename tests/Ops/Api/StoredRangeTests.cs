using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Ops.Api.Trajectory;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Ops.Tests.Api;

/// <summary>Questions about one device, of what the Store step put into a real blob store, before and after it was compacted.</summary>
public sealed class StoredRangeTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Minutes = 3 * 24 * 60;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Caller Caller = new(ApiRole.Reader, TenantScope.Of(["demo"]), null);
    private static readonly string Range = $"?from={Start.ToUnixTimeMilliseconds()}&to={Start.AddDays(30).ToUnixTimeMilliseconds()}";
    private readonly ScriptedHistory inMemory = new();
    private readonly SetClock clock = new() { Now = Start };
    private readonly MemoryLog log = new(1);

    [Fact]
    public async Task Have_the_answers_of_all_events_in_memory_in_every_tier()
    {
        var blobs = new AzureBlobStore(azurite.Settings());
        await StoreAsync(blobs);
        using var segments = new SegmentStore(blobs, new KeyRings(blobs, TimeProvider.System));
        using var archive = new PartitionArchive(blobs, new KeyRings(blobs, TimeProvider.System));
        var history = new ArchiveHistory(blobs, new ManifestReader(blobs), segments, log, new TopicNames());
        await CheckAsync(history);
        Assert.Empty((await archive.ManifestAsync(0, default)).Segments);

        var options = new ArchiveOptions();
        var (editor, archiveLog) = (new ManifestEditor(blobs), new ArchiveLog(NullLogger<ArchiveLog>.Instance));
        var merger = new SegmentMerger(blobs, editor, segments, new KeyRings(blobs, TimeProvider.System), options);
        var sweeper = new ArchiveSweeper(blobs, editor, merger, options);
        var work = new ArchiveWork(archive, merger, log, blobs, new TopicNames(), options, clock, archiveLog);
        var (compact, warm) = (new CompactStep(work, sweeper, options, archiveLog), new TierWarmStep(work, options));
        foreach (var days in new[] { 2, 12 })
        {
            clock.Now = Start.AddDays(days);
            await compact.RunAsync(default);
            await warm.RunAsync(default);
            await CheckAsync(history);
        }

        var manifest = await archive.ManifestAsync(0, default);
        Assert.NotEmpty(manifest.Segments);
        Assert.Empty(manifest.Blobs);
    }

    private static DeviceEvent Row(string device, int minute, int number)
    {
        var time = Start.ToUnixTimeMilliseconds() + (minute * 60_000L);
        var standing = minute % 600 > 400;
        var along = (minute / 600 * 400) + Math.Min(minute % 600, 400);
        return new DeviceEvent
        {
            Id = $"{device}-{minute}",
            Tenant = "demo",
            Device = device,
            Type = "vehicle",
            Time = time,
            Arrived = time + 30,
            Measurements = [new("speed", standing ? 0 : 40 + (along % 150)), new("odometer", along), new("battery_soc", standing ? 50 : 50 + (along % 40))],
            Position = new(-17 + (Math.Sin(along / 90.0) / 3), along % 2 == 0 ? 179.9 : -179.9, 100),
            Status = standing ? "charging" : "driving",
            Attributes = [new(EventProfiles.Attribute, EventProfiles.Vehicle)],
            Origin = new Origin(0, 0, number, 0),
        };
    }

    // In batches of half a day, of which each is in no order and holds some rows of the day before.
    private async Task StoreAsync(AzureBlobStore blobs)
    {
        var (valid, random, number) = (new ValidLog(log), new Random(7), 0);
        using var runner = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<StoreState>>.Instance);
        foreach (var batch in Enumerable.Range(0, Minutes).GroupBy(minute => (minute + (minute % 50 == 0 ? 1440 : 0)) / 720))
        {
            var records = new List<LogRecord>();
            foreach (var minute in batch.OrderBy(_ => random.Next()))
            {
                foreach (var device in new[] { "car", "another" })
                {
                    var row = Row(device, minute, number++);
                    records.Add(valid.Event(row));
                    if (device == "car") inMemory.Events.Add(row);
                }
            }

            await runner.RunAsync(records, default);
        }
    }

    private async Task CheckAsync(IHistory history)
    {
        foreach (var query in new[] { "&measures=speed,odometer&points=100", "&measures=speed&points=50&method=minmax", "&measures=battery_soc&limit=500", "&limit=500" })
        {
            var answer = await AskAsync(HistoryOf(history), Range + query);
            Assert.Equal(await AskAsync(HistoryOf(inMemory), Range + query), answer);
            Assert.True(answer.Length > 300, answer);
        }

        foreach (var query in new[] { "", "&simplify=50&gap=3600", "&format=polyline&points=100" })
        {
            var answer = await AskAsync(TrajectoryOf(history), Range + query);
            Assert.Equal(await AskAsync(TrajectoryOf(inMemory), Range + query), answer);
            Assert.Contains($"\"positions\":{Minutes}", answer, StringComparison.Ordinal);
        }

        var statistics = await AskAsync(StatisticsOf(history), Range);
        Assert.Equal(await AskAsync(StatisticsOf(inMemory), Range), statistics);
        Assert.Contains($"\"messages\":{Minutes}", statistics, StringComparison.Ordinal);
    }

    private Func<HttpRequest, Task<IActionResult>> HistoryOf(IHistory history) => request => new HistoryHandler(history, clock).GetAsync(Caller, request, "demo", "car", default);

    private Func<HttpRequest, Task<IActionResult>> TrajectoryOf(IHistory history) => request => new TrajectoryHandler(history, clock).GetAsync(Caller, request, "demo", "car", default);

    private Func<HttpRequest, Task<IActionResult>> StatisticsOf(IHistory history) => request => new StatisticsHandler(history, new NoDocuments(), clock).GetAsync(Caller, request, "demo", "car", default);

    private static async Task<string> AskAsync(Func<HttpRequest, Task<IActionResult>> handle, string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        using var written = new MemoryStream();
        context.Response.Body = written;
        await (await handle(context.Request)).ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
        var text = System.Text.Encoding.UTF8.GetString(written.ToArray());
        Assert.True(context.Response.StatusCode == 200, text);
        return text;
    }
}
