using ServerlessIot.Domain.Archive;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Archive;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Tier;

public sealed class TierStepTest : IDisposable
{
    private readonly ArchiveRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Days_go_to_the_warm_tier_after_seven_days_in_columns()
    {
        await StoreDaysAsync(2);
        rig.Now = ArchiveRig.Start.AddDays(7).AddMinutes(-1);
        await RunAsync();
        Assert.Equal([(SegmentLevel.Day, 2)], await rig.LevelsAsync());
        rig.Now = ArchiveRig.Start.AddDays(7);
        await RunAsync();
        Assert.Equal([(SegmentLevel.Day, 1), (SegmentLevel.Warm, 1)], await rig.LevelsAsync());
        var warm = (await rig.StateAsync()).Segments.Single(segment => segment.Level == SegmentLevel.Warm);
        Assert.Equal((ChunkFormat.Sealed, BlobTier.Cool, BlobTier.Cool), (warm.Format, warm.Tier, rig.Blobs.TierOf(warm.Name)));
        await rig.CheckAsync();
    }

    [Fact]
    public async Task Months_go_to_the_cold_tier_after_ninety_days_then_to_the_archive_and_are_deleted_after_ten_years()
    {
        await StoreDaysAsync(3);
        rig.Now = ArchiveRig.Start.AddDays(8);
        await RunAsync();
        rig.Now = ArchiveRig.Start.AddDays(90);
        await RunAsync();
        var cold = Assert.Single((await rig.StateAsync()).Segments);
        Assert.Equal((SegmentLevel.Cold, BlobTier.Cold, BlobTier.Cold), (cold.Level, cold.Tier, rig.Blobs.TierOf(cold.Name)));
        await rig.CheckAsync();

        rig.Now = ArchiveRig.Start.AddDays(180);
        await RunAsync();
        var archived = Assert.Single((await rig.StateAsync()).Segments);
        Assert.Equal((BlobTier.Archive, BlobTier.Archive, BlobTier.Cold), (archived.Tier, rig.Blobs.TierOf(cold.Name), rig.Blobs.TierOf(cold.IndexName)));
        await Assert.ThrowsAsync<BlobArchivedException>(() => rig.ReadAsync("a", 0, long.MaxValue));

        // The month ends with January.
        rig.Now = ArchiveRig.Start.AddDays(31 + 3653).AddMinutes(-1);
        await RunAsync();
        Assert.Single((await rig.StateAsync()).Segments);
        rig.Now = ArchiveRig.Start.AddDays(31 + 3653);
        await RunAsync();
        var state = await rig.StateAsync();
        Assert.Equal((0, cold.Rows, cold.Rows), (state.Segments.Count, state.Expired, state.Rows));
        Assert.NotNull(rig.Blobs.TierOf(cold.Name));
        rig.Now += TimeSpan.FromHours(1);
        await RunAsync();
        Assert.Empty(rig.Archived());
    }

    [Fact]
    public async Task A_held_policy_deletes_nothing_and_a_shorter_one_sooner()
    {
        using var held = new ArchiveRig(new ArchiveOptions
        {
            Policies = new Dictionary<string, ArchivePolicy>
            {
                ["hold"] = new() { Tenant = "court", Hold = true },
                ["short"] = new() { Type = "debug", HotDays = 1, WarmDays = 10, ColdDays = 20, KeepDays = 30 },
            },
        });
        await held.StoreAsync(held.Row("a", 0, 1), held.Row("b", 0, 1, "debug"), held.Row("c", 0, 1, tenant: "court"));
        for (var day = 1; day <= 70; day++)
        {
            held.Now = ArchiveRig.Start.AddDays(day).AddHours(1);
            await RunAsync(held);
        }

        Assert.Equal(["", "hold"], (await held.StateAsync()).Segments.Select(segment => segment.Policy).Order());
        held.Now = ArchiveRig.Start.AddDays(5000);
        for (var i = 0; i < 3; i++) await RunAsync(held);
        Assert.Equal(["hold"], (await held.StateAsync()).Segments.Select(segment => segment.Policy));
    }

    [Fact]
    public async Task A_hold_keeps_what_was_stored_before_there_was_one()
    {
        await rig.StoreAsync(rig.Row("a", 0, 1), rig.Row("c", 0, 1, tenant: "court"));
        foreach (var days in new[] { 1, 8, 91 })
        {
            rig.Now = ArchiveRig.Start.AddDays(days);
            await RunAsync();
        }

        var cold = Assert.Single((await rig.StateAsync()).Segments);
        Assert.Equal("", cold.Policy);
        rig.Now = ArchiveRig.Start.AddDays(5000);
        foreach (var tenant in new[] { "court", null })
        {
            rig.Restart(new ArchiveOptions { Policies = new Dictionary<string, ArchivePolicy> { ["hold"] = new() { Tenant = tenant, Hold = true } } });
            await RunAsync();
            Assert.Equal(cold.Name, Assert.Single((await rig.StateAsync()).Segments).Name);
        }

        rig.Restart(new ArchiveOptions { Policies = new Dictionary<string, ArchivePolicy> { ["hold"] = new() { Tenant = "others", Hold = true } } });
        await RunAsync();
        Assert.Empty((await rig.StateAsync()).Segments);
    }

    [Fact]
    public async Task Uploads_that_never_came_to_count_are_deleted_after_a_day()
    {
        await rig.StoreAsync(rig.Row("a", 0, 1));
        rig.Now += TimeSpan.FromMinutes(10);
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (name.Contains("/journal-", StringComparison.Ordinal)) throw new Crash(name);
        };
        await Assert.ThrowsAsync<Crash>(() => rig.Compact.RunAsync(default));
        rig.Blobs.OnWrite = (_, _) => { };
        var orphans = rig.Archived().Where(name => name.Contains("minutes-", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, orphans.Count);
        rig.Now += TimeSpan.FromHours(23);
        await rig.Cold.RunAsync(default);
        Assert.Equal(orphans, rig.Archived().Where(orphans.Contains));
        rig.Now += TimeSpan.FromHours(2);
        await rig.Cold.RunAsync(default);
        Assert.DoesNotContain(rig.Archived(), orphans.Contains);
        await rig.CheckAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_dies_whenever_every_row_is_there_once(int seed)
    {
        var random = new Random(seed);
        var (checking, deaths) = (false, 0);
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (checking) return;
            checking = true;
            Assert.True(rig.CheckAsync().IsCompletedSuccessfully);
            checking = false;
            if (random.Next(10) != 0) return;
            deaths++;
            throw new Crash(name);
        };
        for (var day = 0; day < 100; day++)
        {
            checking = true;
            if (day < 35 && day % 3 == 0) await rig.StoreAsync(rig.Row("a", 1, day), rig.Row("b", 2, day), rig.Row("a", 3, day));
            checking = false;
            rig.Now = ArchiveRig.Start.AddDays(day + 1).AddMinutes(5);
            foreach (var run in new[] { rig.Compact.RunAsync, rig.Warm.RunAsync, rig.Cold.RunAsync }) await rig.SurviveAsync(run);
        }

        rig.Blobs.OnWrite = (_, _) => { };
        for (var i = 0; i < 3; i++)
        {
            rig.Now += TimeSpan.FromDays(40);
            await RunAsync();
        }

        var state = await rig.StateAsync();
        Assert.All(state.Segments, segment => Assert.Equal(SegmentLevel.Cold, segment.Level));
        Assert.Equal(36, state.Segments.Sum(segment => segment.Rows));
        Assert.True(deaths > 0);
    }

    private Task RunAsync() => RunAsync(rig);

    private static async Task RunAsync(ArchiveRig one)
    {
        await one.Compact.RunAsync(default);
        await one.Warm.RunAsync(default);
        await one.Cold.RunAsync(default);
    }

    private Task StoreDaysAsync(int days) => rig.StoreDaysAsync(days, "bb", "a", "bb");
}
