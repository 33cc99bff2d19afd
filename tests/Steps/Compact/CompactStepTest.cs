using System.IO.Compression;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Archive;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Compact;

public sealed class CompactStepTest : IDisposable
{
    private readonly ArchiveRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Blobs_become_segments_of_five_minutes_of_hours_and_of_days()
    {
        await StoreHoursAsync(3);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Compact.RunAsync(default);
        Assert.Equal([(SegmentLevel.Hour, 3)], await rig.LevelsAsync());
        await rig.CheckAsync();

        await StoreHoursAsync(2);
        await rig.Compact.RunAsync(default);
        await rig.CheckAsync();
        rig.Now = ArchiveRig.Start.AddDays(1).AddMinutes(3);
        await rig.Compact.RunAsync(default);
        Assert.Equal([(SegmentLevel.Day, 1)], await rig.LevelsAsync());
        Assert.Empty((await rig.StateAsync()).Blobs);
        await rig.CheckAsync();
    }

    [Fact]
    public async Task What_has_just_arrived_waits()
    {
        await rig.StoreAsync(rig.Row("a", 0, 1));
        rig.Now += TimeSpan.FromMinutes(6);
        await rig.Compact.RunAsync(default);
        Assert.Single((await rig.StateAsync()).Blobs);
        rig.Now += TimeSpan.FromMinutes(1);
        await rig.Compact.RunAsync(default);
        Assert.Equal([(SegmentLevel.Minutes, 1)], await rig.LevelsAsync());
    }

    [Fact]
    public async Task A_segment_is_read_with_zcat_sorted_by_device_and_time()
    {
        await StoreHoursAsync(1);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Compact.RunAsync(default);
        var segment = Assert.Single((await rig.StateAsync()).Segments);
        var content = await rig.Blobs.DownloadAsync(segment.Name, default);
        using var lines = new StreamReader(new GZipStream(new MemoryStream(content!.Content.ToArray()), CompressionMode.Decompress));
        var rows = (await lines.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => EventJson.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var e) ? e : throw new InvalidDataException(line)).ToList();
        Assert.Equal(segment.Rows, rows.Count);
        Assert.Equal(rows.OrderBy(row => row.Device, StringComparer.Ordinal).ThenBy(row => row.Time).Select(row => row.Id), rows.Select(row => row.Id));
    }

    [Fact]
    public async Task What_was_replaced_stays_an_hour_and_goes_then()
    {
        await StoreHoursAsync(1);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Compact.RunAsync(default);
        var before = rig.Archived();
        rig.Now += TimeSpan.FromMinutes(59);
        await rig.Compact.RunAsync(default);
        Assert.Equal(before, rig.Archived());
        rig.Now += TimeSpan.FromMinutes(1);
        await rig.Compact.RunAsync(default);
        var state = await rig.StateAsync();
        Assert.Equal(state.Segments.SelectMany(segment => new[] { segment.Name, segment.IndexName }).Order(), rig.Archived());
        await rig.Compact.RunAsync(default);
        state = await rig.StateAsync();
        Assert.Equal((0, 0), (state.Replaced.Count, state.Doomed.Count));
        await rig.CheckAsync();
    }

    /// <summary>A reader that comes before or after any write of the archive's functions, and a death at any of them, see every row once.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_dies_whenever_every_row_is_there_once(int seed)
    {
        var random = new Random(seed);
        var (checking, deaths) = (false, 0);
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (checking) return;
            checking = true;
            // The store in memory answers at once.
            Assert.True(rig.CheckAsync().IsCompletedSuccessfully);
            checking = false;
            if (random.Next(12) != 0) return;
            deaths++;
            throw new Crash(name);
        };
        for (var hour = 0; hour < 12; hour++)
        {
            checking = true;
            await StoreHoursAsync(1, blobs: 3);
            if (random.Next(4) == 0) rig.Now += TimeSpan.FromMinutes(random.Next(60));
            checking = false;
            for (var runs = random.Next(4); runs > 0; runs--) await RunAsync();
        }

        rig.Now += TimeSpan.FromDays(1);
        rig.Blobs.OnWrite = (_, _) => { };
        await rig.Compact.RunAsync(default);
        await rig.CheckAsync();
        Assert.All((await rig.StateAsync()).Segments, segment => Assert.Equal(SegmentLevel.Day, segment.Level));
        Assert.True(deaths > 0);

        async Task RunAsync()
        {
            try
            {
                await rig.Compact.RunAsync(default);
            }
            catch (Crash)
            {
                rig.Restart();
                rig.Now += TimeSpan.FromMinutes(3);
            }
        }
    }

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(1, 12));

    [Fact]
    public async Task A_segment_that_the_store_forgot_is_given_up_for_what_it_replaced()
    {
        await StoreHoursAsync(2);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Compact.RunAsync(default);
        var hour = (await rig.StateAsync()).Segments[0];
        await rig.Blobs.DeleteAsync(hour.Name, default);
        rig.Restart();
        rig.Now += TimeSpan.FromMinutes(3);
        await rig.Compact.RunAsync(default);
        await rig.CheckAsync();
        await rig.Compact.RunAsync(default);
        Assert.Equal([(SegmentLevel.Hour, 2)], await rig.LevelsAsync());
        Assert.DoesNotContain(hour, (await rig.StateAsync()).Segments);
        await rig.CheckAsync();
    }

    [Fact]
    public async Task Nothing_is_swept_while_what_replaced_it_is_missing()
    {
        await StoreHoursAsync(1);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Compact.RunAsync(default);
        await rig.Blobs.DeleteAsync((await rig.StateAsync()).Segments[0].IndexName, default);
        rig.Now += TimeSpan.FromHours(2);
        await rig.Compact.RunAsync(default);
        await rig.CheckAsync();
    }

    [Fact]
    public async Task A_damaged_blob_stops_the_merge_of_its_span_and_no_other()
    {
        await StoreHoursAsync(1);
        var state = await rig.StateAsync();
        await rig.Blobs.DeleteAsync(state.Blobs[1].Name, default);
        await rig.Blobs.UploadAsync(state.Blobs[1].Name, new byte[] { 0x1F, 0x8B, 8, 0, 1, 2, 3 }, default);
        rig.Now += TimeSpan.FromMinutes(10);
        await rig.Compact.RunAsync(default);
        Assert.Equal([state.Blobs[1]], (await rig.StateAsync()).Blobs);
        Assert.Equal([(SegmentLevel.Hour, 1)], await rig.LevelsAsync());
    }

    [Fact]
    public async Task Store_goes_on_beside_it()
    {
        await StoreHoursAsync(1);
        rig.Now += TimeSpan.FromMinutes(10);
        var (once, device) = (false, 0);
        rig.Blobs.OnWrite = (name, after) =>
        {
            // Just before the merge is committed, and not while Store itself writes.
            if (once || after || !name.Contains("/journal-", StringComparison.Ordinal)) return;
            once = true;
            Assert.True(rig.StoreAsync(rig.Row($"beside-{device++}", 0, 1)).IsCompletedSuccessfully);
        };
        await rig.Compact.RunAsync(default);
        Assert.True(once);
        Assert.Equal(SegmentLevel.Hour, Assert.Single((await rig.StateAsync()).Segments).Level);
        await rig.CheckAsync();
    }

    [Fact]
    public async Task One_runner_works_at_a_time()
    {
        await StoreHoursAsync(1);
        rig.Now += TimeSpan.FromMinutes(10);
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (name.StartsWith("telemetry/", StringComparison.Ordinal)) throw new Crash(name);
        };
        await Assert.ThrowsAsync<Crash>(() => rig.Compact.RunAsync(default));
        rig.Restart();
        rig.Blobs.OnWrite = (_, _) => { };
        await rig.Compact.RunAsync(default);
        Assert.Empty((await rig.StateAsync()).Segments);
        rig.Now += TimeSpan.FromMinutes(3);
        await rig.Compact.RunAsync(default);
        Assert.Single((await rig.StateAsync()).Segments);
    }

    [Fact]
    public async Task Rows_of_different_policies_are_kept_apart()
    {
        using var apart = new ArchiveRig(new ArchiveOptions { Policies = new Dictionary<string, ArchivePolicy> { ["short"] = new() { Type = "debug", KeepDays = 100 } } });
        await apart.StoreAsync(apart.Row("a", 0, 1), apart.Row("a", 1, 1, "debug"), apart.Row("b", 2, 1));
        apart.Now += TimeSpan.FromMinutes(10);
        await apart.Compact.RunAsync(default);
        Assert.Equal([("", 2L), ("short", 1L)], (await apart.StateAsync()).Segments.Select(segment => (segment.Policy, segment.Rows)));
        await apart.CheckAsync();
    }

    /// <summary>Rows of three devices, an hour each time, in disorder.</summary>
    private async Task StoreHoursAsync(int hours, int blobs = 12)
    {
        for (var hour = 0; hour < hours; hour++)
        {
            for (var blob = 0; blob < blobs; blob++)
            {
                await rig.StoreAsync(rig.Row("bb", 7, 60 + blob), rig.Row("a", 5, blob), rig.Row("bb", 2, 50 + blob), rig.Row("ccc", 1, 30));
                rig.Now += TimeSpan.FromMinutes(60.0 / blobs);
            }
        }
    }
}
