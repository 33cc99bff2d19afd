using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;

namespace ServerlessIot.Steps.Tests.Replay;

public sealed class ReplayJobsTest : IDisposable
{
    private readonly ReplayRig rig = new(new ReplayOptions { Rate = 100, MostRate = 1_000_000, MostJobs = 2, ChunkRows = 5 });

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task The_same_content_is_the_same_job_whatever_became_of_it()
    {
        var first = await rig.Jobs.AskAsync(ReplayRig.Request(), "eva", default);
        var again = await rig.Jobs.AskAsync(ReplayRig.Request(), "another", default);
        Assert.Equal((ReplayAnswers.Begun, ReplayAnswers.Known, first.Job!.Id, "eva"), (first.Answer, again.Answer, again.Job!.Id, again.Job.By));
        await rig.Jobs.CancelAsync(first.Job.Id, default);
        Assert.Equal(ReplayStates.Cancelled, (await rig.Jobs.AskAsync(ReplayRig.Request(), "eva", default)).Job!.State);
        Assert.NotEqual(first.Job.Id, (await rig.Jobs.AskAsync(ReplayRig.Request() with { Tenant = "other" }, "eva", default)).Job!.Id);
        // Without an end of its own, too, however late it is asked for again.
        var open = await rig.AskAsync(ReplayRig.Request() with { To = null });
        rig.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(open, await rig.AskAsync(ReplayRig.Request() with { To = null }));
    }

    [Fact]
    public async Task A_key_stands_for_one_content_of_one_tenant()
    {
        var request = ReplayRig.Request() with { Key = "monday" };
        var first = await rig.Jobs.AskAsync(request, null, default);
        Assert.Equal(first.Job!.Id, (await rig.Jobs.AskAsync(request, null, default)).Job!.Id);
        Assert.Equal(new ReplayAsked(null, ReplayAnswers.OtherContent), await rig.Jobs.AskAsync(request with { To = 7 }, null, default));
        Assert.NotEqual(first.Job.Id, (await rig.Jobs.AskAsync(request with { Tenant = "other" }, null, default)).Job!.Id);
    }

    [Fact]
    public async Task There_are_only_so_many_jobs_at_once()
    {
        var ids = new List<string>();
        foreach (var device in new[] { "a", "b" }) ids.Add(await rig.AskAsync(ReplayRig.Request() with { Device = device }));
        Assert.Equal(ReplayAnswers.TooMany, (await rig.Jobs.AskAsync(ReplayRig.Request(), null, default)).Answer);
        await rig.Jobs.CancelAsync(ids[0], default);
        Assert.Equal(ReplayAnswers.Begun, (await rig.Jobs.AskAsync(ReplayRig.Request(), null, default)).Answer);
    }

    [Fact]
    public async Task A_cancelled_job_tells_nothing_more_and_goes_after_a_month()
    {
        await rig.LiveAsync(devices: 2, minutes: 5);
        var id = await rig.AskAsync(ReplayRig.Request());
        var told = 0;
        rig.Log.OnWrite = record =>
        {
            if (record.Topic == "telemetry.replayed" && ++told == 3) rig.Jobs.CancelAsync(id, default).GetAwaiter().GetResult();
        };
        await rig.Step.RunAsync(default);
        Assert.Equal(ReplayStates.Cancelled, (await rig.Jobs.FindAsync(id, default))!.State);
        Assert.InRange(rig.Seen(id).Count, 5, 7);
        await rig.Step.RunAsync(default);
        Assert.InRange(rig.Seen(id).Count, 5, 7);

        rig.Clock.Now += TimeSpan.FromDays(29);
        await rig.Step.RunAsync(default);
        Assert.NotNull(await rig.Jobs.FindAsync(id, default));
        rig.Clock.Now += TimeSpan.FromDays(2);
        await rig.Step.RunAsync(default);
        Assert.Null(await rig.Jobs.FindAsync(id, default));
        Assert.Null(await rig.Jobs.CancelAsync(id, default));
    }

    [Fact]
    public async Task Jobs_take_turns()
    {
        await rig.LiveAsync(devices: 1, minutes: 5);
        // Ten a second: three seconds each.
        var slow = ReplayRig.Request() with { Rate = 10 };
        var (first, second) = (await rig.AskAsync(slow), await rig.AskAsync(slow with { Key = "second" }));
        await rig.FinishAsync(first);
        await rig.FinishAsync(second);
        Assert.Equal(rig.SeenRows(first), rig.SeenRows(second));
    }

    [Fact]
    public async Task A_damaged_blob_fails_the_job_and_says_which_it_is()
    {
        await rig.LiveAsync(devices: 1, minutes: 1);
        var blob = rig.Blobs.Names.First(name => name.StartsWith("telemetry/hot/", StringComparison.Ordinal));
        await rig.Blobs.TryReplaceAsync(blob, "no gzip"u8.ToArray(), (await rig.Blobs.DownloadAsync(blob, default))!.Version, default);
        var job = await rig.FinishAsync(await rig.AskAsync(ReplayRig.Request()));
        Assert.Equal(ReplayStates.Failed, job.State);
        Assert.Contains("gzip", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runners_do_not_get_in_each_others_way()
    {
        await rig.LiveAsync(devices: 2, minutes: 10);
        var id = await rig.AskAsync(ReplayRig.Request() with { Rate = 1_000_000 });
        var other = rig.Another();
        var told = 0;
        rig.Log.OnWrite = record =>
        {
            // In the middle of a chunk somebody else whose lease nobody honours goes on with the job.
            if (record.Topic != "telemetry.replayed" || ++told % 9 != 0 || told > 60) return;
            rig.Clock.Now += TimeSpan.FromMinutes(2.1);
            rig.LookAsync().GetAwaiter().GetResult();
            other.RunAsync(default).GetAwaiter().GetResult();
        };
        await rig.FinishAsync(id);
        Assert.Equal((await rig.RowsAsync()).OrderBy(row => row.Origin).Select(ReplayRig.Line), rig.SeenRows(id));
    }

    [Theory]
    [InlineData("Replay__RunFor")]
    [InlineData("Replay__Rate")]
    [InlineData("Replay__MostRate")]
    [InlineData("Replay__MostLag")]
    [InlineData("Replay__ChunkRows")]
    [InlineData("Replay__SortRows")]
    [InlineData("Replay__TickEvery")]
    [InlineData("Replay__KeepDays")]
    [InlineData("Replay__MostJobs")]
    public void A_setting_out_of_its_range_is_named(string setting)
    {
        var good = new ReplayOptions();
        good.Check();
        var bad = setting switch
        {
            "Replay__RunFor" => good with { RunFor = TimeSpan.FromHours(1) },
            "Replay__Rate" => good with { Rate = 10_001 },
            "Replay__MostRate" => good with { MostRate = 0 },
            "Replay__MostLag" => good with { MostLag = 0 },
            "Replay__ChunkRows" => good with { ChunkRows = 2001 },
            "Replay__SortRows" => good with { SortRows = 99 },
            "Replay__TickEvery" => good with { TickEvery = TimeSpan.Zero },
            "Replay__KeepDays" => good with { KeepDays = 0 },
            _ => good with { MostJobs = 0 },
        };
        Assert.StartsWith(setting + " is", Assert.Throws<InvalidOperationException>(bad.Check).Message, StringComparison.Ordinal);
    }
}
