using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Tests.Archive;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Restore;

public sealed class RestoreStepTest : IDisposable
{
    private readonly ArchiveRig rig = new();
    private readonly StoppedClock clock = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Rows_are_read_when_they_are_back_and_go_again_a_week_later()
    {
        await rig.StoreAsync(rig.Row("a", 0, 1), rig.Row("b", 0, 2));
        foreach (var days in new[] { 1, 2, 8, 91, 181 })
        {
            rig.Now = ArchiveRig.Start.AddDays(days).AddMinutes(5);
            await rig.Compact.RunAsync(default);
            await rig.Warm.RunAsync(default);
            await rig.Cold.RunAsync(default);
        }

        var needed = (await Assert.ThrowsAsync<BlobArchivedException>(() => rig.ReadAsync("a", 0, long.MaxValue))).Blobs;
        Assert.Single(needed);
        var search = await Assert.ThrowsAsync<BlobArchivedException>(() => rig.Search.FindAsync(new SearchQuery { From = 0, To = long.MaxValue, Attribute = ("production_batch", "B1"), Limit = 9 }, new ReadCost(), default));
        Assert.Equal(needed, search.Blobs);
        Assert.Empty(await rig.ReadAsync("nobody", 0, long.MaxValue));

        var restore = new RestoreStep(rig.Blobs, rig.Options, rig.Clock);
        Assert.Equal("ready", (await restore.AskAsync(needed, null, default)).State);
        await rig.CheckAsync();
        foreach (var days in new[] { 1, 5.9 })
        {
            rig.Now += TimeSpan.FromDays(days);
            await rig.Cold.RunAsync(default);
            await rig.CheckAsync();
        }

        await rig.CheckAsync();
        rig.Now += TimeSpan.FromDays(0.2);
        await rig.Cold.RunAsync(default);
        await Assert.ThrowsAsync<BlobArchivedException>(() => rig.ReadAsync("a", 0, long.MaxValue));
    }

    [Fact]
    public async Task What_another_job_still_wants_stays()
    {
        var (blobs, options) = (await ArchivedAsync("a", "b"), new ArchiveOptions());
        var restore = new RestoreStep(blobs, options, clock);
        var first = await restore.AskAsync(["a", "b"], null, default);
        clock.Advance(TimeSpan.FromDays(6));
        await restore.AskAsync(["b"], null, default);
        clock.Advance(TimeSpan.FromDays(2));
        await restore.SweepAsync(default);
        Assert.Equal((BlobTier.Archive, BlobTier.Cool), (blobs.TierOf("a"), blobs.TierOf("b")));
        Assert.Null(await restore.FindAsync(first.Id, default));
    }

    [Fact]
    public async Task The_same_segments_are_the_same_job_and_other_tenants_another()
    {
        var restore = new RestoreStep(await ArchivedAsync("a", "b"), new ArchiveOptions { RestoreTakes = TimeSpan.FromHours(5) }, clock);
        var job = await restore.AskAsync(["b", "a", "b"], ["t"], default);
        Assert.Equal((job.Id, 2, 0, "running"), ((await restore.AskAsync(["a", "b"], ["t"], default)).Id, job.Segments.Count, job.Ready, job.State));
        Assert.NotEqual(job.Id, (await restore.AskAsync(["a", "b"], ["u"], default)).Id);
        Assert.NotEqual(job.Id, (await restore.AskAsync(["a"], ["t"], default)).Id);
    }

    private static async Task<MemoryBlobs> ArchivedAsync(params string[] names)
    {
        var blobs = new MemoryBlobs();
        foreach (var name in names)
        {
            await blobs.StageAsync(name, 0, new byte[1], default);
            await blobs.CommitAsync(name, 1, BlobTier.Archive, default);
        }

        return blobs;
    }
}
