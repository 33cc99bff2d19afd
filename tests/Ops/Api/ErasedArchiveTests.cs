using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Ops.Tests.Api;

/// <summary>A device is erased of a real blob store, with the app's own registrations.</summary>
public sealed class ErasedArchiveTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SetClock clock = new() { Now = Start };
    private readonly MemoryLog log = new(1);

    [Theory]
    [InlineData(0, null)]
    [InlineData(12, ChunkFormat.Sealed)]
    public async Task A_device_goes_and_its_neighbour_stays(int days, ChunkFormat? format)
    {
        await using var services = Services();
        var blobs = services.GetRequiredService<IArchiveBlobs>();
        await StoreAsync(blobs);
        clock.Now = Start.AddDays(days).AddMinutes(1);
        await RunAsync(services);
        var archive = services.GetRequiredService<PartitionArchive>();
        Assert.Equal(format, (await archive.ManifestAsync(0, default)).Segments.Select(segment => (ChunkFormat?)segment.Format).Distinct().SingleOrDefault());
        Assert.Equal((40, 40), (await CountAsync(services, "car"), await CountAsync(services, "another")));

        var step = services.GetRequiredService<EraseStep>();
        var job = await step.AskAsync("demo", "car", "its owner asks", null, default);
        Assert.Equal((0, 40), (await CountAsync(services, "car"), await CountAsync(services, "another")));
        Assert.NotEmpty(await step.LookAsync(job, default));
        for (var i = 0; i < 8; i++)
        {
            await RunAsync(services);
            clock.Now += TimeSpan.FromHours(6);
        }

        var jobs = services.GetRequiredService<EraseJobs>();
        var complete = (await jobs.FindAsync(job.Id, default))!;
        Assert.Equal((EraseStates.Complete, 40L), (complete.State, complete.Parts.Sum(part => part.Rows)));
        Assert.Empty(await step.LookAsync(complete, default));
        Assert.Equal((0, 40), (await CountAsync(services, "car"), await CountAsync(services, "another")));
        var keys = new AzureBlobStore(services.GetRequiredService<BlobSettings>() with { Container = services.GetRequiredService<KeySettings>().Container });
        Assert.Equal(format is not null, await keys.ExistsAsync("rings/p=000", default));
        Assert.False(await blobs.ExistsAsync("rings/p=000", default));
    }

    private ServiceProvider Services()
    {
        var settings = azurite.Settings();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:ConnectionString"] = settings.ConnectionString,
            ["Storage:Container"] = settings.Container,
            ["Storage:AccessContainer"] = settings.Container + "-access",
            ["Keys:Container"] = settings.Container + "-keys",
        }).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .AddLogAndBlobs(configuration)
            .AddKeyRings(configuration)
            .AddAccessLog()
            .AddSingleton<ILogWriter>(log)
            .AddSingleton<IDocumentStore>(new NoDocuments())
            .AddArchive(new ArchiveOptions())
            .AddRegistry()
            .AddErase(new EraseOptions())
            .BuildServiceProvider();
    }

    private static async Task RunAsync(IServiceProvider services)
    {
        await services.GetRequiredService<EraseStep>().RunAsync(default);
        await services.GetRequiredService<CompactStep>().RunAsync(default);
        await services.GetRequiredService<TierWarmStep>().RunAsync(default);
        await services.GetRequiredService<TierColdStep>().RunAsync(default);
    }

    private static async Task<int> CountAsync(IServiceProvider services, string device) =>
        await services.GetRequiredService<IHistory>().ReadAsync("demo", device, 0, long.MaxValue, null, default).CountAsync();

    private async Task StoreAsync(IArchiveBlobs blobs)
    {
        var valid = new ValidLog(log);
        using var runner = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<StoreState>>.Instance);
        for (var batch = 0; batch < 4; batch++)
        {
            var records = new List<LogRecord>();
            for (var row = 0; row < 20; row++) records.Add(valid.Event(Row(row % 2 == 0 ? "car" : "another", (batch * 20) + row)));
            await runner.RunAsync(records, default);
        }
    }

    private static DeviceEvent Row(string device, int second) => new()
    {
        Id = $"{device}-{second}",
        Tenant = "demo",
        Device = device,
        Type = "vehicle",
        Time = Start.AddSeconds(second / 2).ToUnixTimeMilliseconds(),
        Arrived = Start.AddSeconds(second / 2).ToUnixTimeMilliseconds() + 30,
        Measurements = [new("speed", second)],
        Origin = new Origin(0, 0, second, 0),
    };
}
