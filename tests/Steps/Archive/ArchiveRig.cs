using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Steps.Tests.Archive;

/// <summary>The Store step and the archive's functions on one partition of a blob store in memory, at a time that the test sets.</summary>
internal sealed class ArchiveRig : IDisposable
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Rig<StoreState> store;
    private readonly StoppedClock clock = new() { Now = Start };
    private readonly List<string> expected = [];
    private readonly ManifestReader manifests;
    private readonly SegmentStore segments;
    private readonly PartitionArchive archive;
    private readonly KeyRings rings;
    private readonly JournalLimits? limits;

    internal ArchiveRig(ArchiveOptions? options = null, JournalLimits? limits = null)
    {
        this.limits = limits;
        Options = options ?? new ArchiveOptions();
        store = new Rig<StoreState>(rig => new StoreStep(rig.Blobs));
        manifests = new ManifestReader(Blobs);
        rings = new KeyRings(Blobs, clock);
        segments = new SegmentStore(Blobs, rings);
        archive = new PartitionArchive(Blobs, rings);
        History = new ArchiveHistory(Blobs, manifests, segments, store.Log, new TopicNames());
        Search = new ArchiveSearch(Blobs, manifests, segments, store.Log, new TopicNames());
        (Compact, Warm, Cold, Erase) = New();
        Jobs = new EraseJobs(Blobs, clock);
        Blobs.Now = clock.Now;
    }

    internal ArchiveOptions Options { get; private set; }

    internal MemoryBlobs Blobs => store.Blobs;

    internal ArchiveHistory History { get; }

    internal ArchiveSearch Search { get; }

    internal CompactStep Compact { get; private set; }

    internal TierWarmStep Warm { get; private set; }

    internal TierColdStep Cold { get; private set; }

    internal EraseStep Erase { get; private set; }

    internal EraseJobs Jobs { get; }

    internal KeyRings Rings => rings;

    internal MemoryDocuments Documents => store.Documents;

    internal DateTimeOffset Now
    {
        get => clock.Now;
        set => Blobs.Now = clock.Now = value;
    }

    internal StoppedClock Clock => clock;

    internal long Milliseconds => clock.Now.ToUnixTimeMilliseconds();

    public void Dispose()
    {
        segments.Dispose();
        archive.Dispose();
    }

    /// <summary>The archive's functions in a new process.</summary>
    internal void Restart(ArchiveOptions? options = null)
    {
        Options = options ?? Options;
        (Compact, Warm, Cold, Erase) = New();
    }

    /// <summary>Runs one of the archive's functions; when its process dies, another takes its place when the lease is over.</summary>
    internal async Task SurviveAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(default);
        }
        catch (Crash)
        {
            Restart();
            Now += TimeSpan.FromMinutes(3);
        }
    }

    /// <summary>Stores rows of some devices as one batch, at the time that it is.</summary>
    internal async Task StoreAsync(params IEnumerable<DeviceEvent> rows)
    {
        var records = rows.Select(row => store.Valid.Event(row)).ToList();
        await store.RunAsync(records);
        expected.AddRange(records.Select(record => System.Text.Encoding.UTF8.GetString(record.Value.Span)));
    }

    /// <summary>From now on, rows of a device that were stored until now are not expected.</summary>
    internal void Forget(string device) => expected.RemoveAll(line => line.Contains($"\"{device}\"", StringComparison.Ordinal));

    /// <summary>Lets go of what it remembers of rows, for a test that weighs memory.</summary>
    internal void Forget() => expected.Clear();

    /// <summary>The manifest.</summary>
    internal Task<StoreState> StateAsync() => archive.ManifestAsync(0, default);

    /// <summary>Every row that was stored is there once, as it was, by the manifest and in each device's history.</summary>
    internal async Task CheckAsync()
    {
        var rows = new List<DeviceEvent>();
        await foreach (var row in archive.RowsAsync(0, long.MinValue, long.MaxValue, default)) rows.Add(row);
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Select(Line).Order(StringComparer.Ordinal));
        foreach (var device in rows.GroupBy(row => row.Device))
        {
            var sorted = device.ToList();
            sorted.Sort(RowOrder.Instance);
            Assert.Equal(sorted.Select(Line), (await ReadAsync(device.Key, 0, long.MaxValue)).Select(Line));
        }
    }

    internal async Task<List<DeviceEvent>> ReadAsync(string device, long from, long to, Ports.HistoryKey? after = null)
    {
        var rows = new List<DeviceEvent>();
        await foreach (var row in History.ReadAsync("demo", device, from, to, after, default)) rows.Add(row);
        return rows;
    }

    /// <summary>Names of the archive's blobs that are there.</summary>
    internal IEnumerable<string> Archived() => Blobs.Names.Where(name => name.StartsWith("telemetry/", StringComparison.Ordinal));

    /// <summary>How many segments of each level count.</summary>
    internal async Task<List<(SegmentLevel, int)>> LevelsAsync() =>
        [.. (await StateAsync()).Segments.GroupBy(segment => segment.Level).OrderBy(level => level.Key).Select(level => (level.Key, level.Count()))];

    /// <summary>Whole days, with rows of a device and two others every eight hours, merged once behind the last.</summary>
    internal async Task StoreDaysAsync(int days, string first, string device, string last)
    {
        for (var day = 0; day < days; day++)
        {
            for (var hour = 0; hour < 24; hour += 8)
            {
                Now = Start.AddDays(day).AddHours(hour);
                await StoreAsync(Row(first, 7, 60 + hour), Row(device, 5, hour), Row(last, 2, 50 + hour));
            }
        }

        Now = Start.AddDays(days).AddMinutes(3);
        await Compact.RunAsync(default);
    }

    internal static string Line(DeviceEvent row)
    {
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        EventJson.Write(to, row);
        return System.Text.Encoding.UTF8.GetString(to.WrittenSpan);
    }

    /// <summary>A row of a device that moves.</summary>
    internal DeviceEvent Row(string device, long seconds, double value, string type = "vehicle", string tenant = "demo") => new()
    {
        Id = $"{device}-{seconds}",
        Tenant = tenant,
        Device = device,
        Type = type,
        Time = Milliseconds + (seconds * 1000),
        Arrived = Milliseconds + (seconds * 1000) + 20,
        Measurements = [new("speed", value), new("battery_soc", 80 - value)],
        Position = new(48 + (value / 1000), 11.5 + (value / 500), 500),
        Status = value > 50 ? "driving" : "standby",
        Attributes = [new("profile", "vehicle"), new("production_batch", "B" + (device.Length % 3))],
    };

    private (CompactStep, TierWarmStep, TierColdStep, EraseStep) New()
    {
        var editor = new ManifestEditor(Blobs, limits);
        var merger = new SegmentMerger(Blobs, editor, segments, rings, Options);
        var sweeper = new ArchiveSweeper(Blobs, editor, merger, Options);
        var log = new ArchiveLog(NullLogger<ArchiveLog>.Instance);
        var work = new ArchiveWork(archive, merger, store.Log, Blobs, new TopicNames(), Options, clock, log);
        var (restores, access) = (new RestoreStep(Blobs, Options, clock), new AccessLog(Blobs, clock));
        var eraseLog = new EraseLog(NullLogger<EraseLog>.Instance);
        var eraser = new PartitionEraser(Blobs, archive, segments, merger, new SegmentTrimmer(Blobs, editor), restores, access, clock, eraseLog);
        var erase = new EraseStep(
            new EraseJobs(Blobs, clock), eraser, new DocumentEraser(store.Documents, new DeviceRegistry(store.Documents, new RegistrationTeller(store.Log, new TopicNames()), new OutOfServiceBook(Blobs, clock), clock)), archive, editor, sweeper, rings, Blobs, store.Log, new TopicNames(), Options, new EraseOptions(), clock, eraseLog);
        var cold = new TierColdStep(work, editor, sweeper, new ArchiveExpiry(editor, segments, access, Options, log), new JournalSweeper(Blobs), restores, Blobs, Options, clock, log);
        return (new CompactStep(work, sweeper, Options, log), new TierWarmStep(work, Options), cold, erase);
    }
}
