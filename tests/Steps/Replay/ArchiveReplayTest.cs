using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Replay;

public sealed class ArchiveReplayTest
{
    private static readonly ReplayOptions Small = new() { Rate = 1_000_000, MostRate = 1_000_000, ChunkRows = 7, SortRows = 100 };

    [Fact]
    public async Task Every_row_comes_once_as_it_is_stored_in_the_order_of_the_log()
    {
        using var rig = new ReplayRig();
        await rig.LiveAsync(devices: 4, minutes: 10);
        var id = await rig.AskAsync(ReplayRig.Request());
        var job = await rig.FinishAsync(id);
        var stored = await rig.RowsAsync();
        Assert.Equal(240, stored.Count);
        Assert.Equal(stored.OrderBy(row => row.Origin).Select(ReplayRig.Line), rig.SeenRows(id));
        Assert.Equal((ReplayStates.Done, 240L), (job.State, job.Archive!.Sum(position => position.Rows)));

        // As in telemetry.valid, but for numbers and the job.
        var live = rig.Log.All("telemetry.valid").Where(ValidRecord.IsEvent).ToDictionary(record => record.Header(LogHeaders.Id)!);
        foreach (var record in rig.Seen(id).Where(ValidRecord.IsEvent))
        {
            var original = live[record.Header(LogHeaders.Id)!];
            Assert.Equal((original.Partition, original.Key.ToArray(), original.Value.ToArray()), (record.Partition, record.Key.ToArray(), record.Value.ToArray()), (left, right) =>
                left.Partition == right.Partition && left.Item2.SequenceEqual(right.Item2) && left.Item3.SequenceEqual(right.Item3));
            foreach (var name in new[] { LogHeaders.Type, LogHeaders.Source, LogHeaders.SpecVersion }) Assert.Equal(original.Header(name), record.Header(name));
            Assert.Equal(id, record.Header(LogHeaders.Replayed));
        }
    }

    [Fact]
    public async Task Ticks_lie_between_the_rows_as_live_ticks_did()
    {
        using var rig = new ReplayRig();
        await rig.LiveAsync(devices: 1, minutes: 5);
        var partition = ReplayRig.PartitionOf("d0");
        var id = await rig.AskAsync(ReplayRig.Request());
        await rig.FinishAsync(id);
        var live = rig.Log.Of("telemetry.valid", partition).Select(Shown).ToList();
        var seen = rig.Seen(id).Select(Shown).ToList();
        // The last one, behind all arrivals, ends what is still open.
        Assert.Equal(live.Where(one => one is long).Append(rig.Log.Now + 60_000), seen.Where(one => one is long));
        Assert.Equal(seen.Count, rig.Seen(id).Select(record => record.Header(LogHeaders.Id)).Distinct().Count());
        Assert.All(rig.Seen(id), record => Assert.True(Origin.TryParse(record.Header(LogHeaders.Id), out _)));

        static object Shown(LogRecord record) => ValidRecord.IsTick(record, out var tick) ? tick.Time : record.Header(LogHeaders.Id)!;
    }

    [Fact]
    public async Task Stretches_that_do_not_fit_in_memory_are_cut_and_each_row_comes_once_all_the_same()
    {
        using var rig = new ReplayRig(Small);
        await rig.LiveAsync(devices: 4, minutes: 40);
        // More rows of one millisecond than are sorted at once.
        for (var i = 0; i < 250; i++) rig.Send("d1", 20, ReplayRig.Start + 5);
        await rig.Pipeline.DrainAsync();
        await rig.LookAsync();
        var id = await rig.AskAsync(ReplayRig.Request());
        var job = await rig.FinishAsync(id);
        var stored = await rig.RowsAsync();
        Assert.Equal(4 * 240 + 250, stored.Count);
        Assert.Equal(stored.Select(ReplayRig.Line).Order(), rig.SeenRows(id).Order());
        var burst = rig.Seen(id).Where(ValidRecord.IsEvent).Select(record => ValidRecord.Event(record)!).Where(row => row.Time == ReplayRig.Start + 5).Select(row => row.Origin).ToList();
        Assert.Equal(burst.Order(), burst);
        Assert.Equal(rig.Seen(id).Count, job.Archive!.Sum(position => position.Number));
    }

    [Fact]
    public async Task Only_what_was_asked_for_comes()
    {
        using var rig = new ReplayRig(Small);
        await rig.LiveAsync(devices: 3, minutes: 10);
        var (from, to) = (ReplayRig.Start + 120_000, ReplayRig.Start + 300_000);
        var id = await rig.AskAsync(ReplayRig.Request() with { Device = "d1", Type = "temperature", From = from, To = to });
        await rig.FinishAsync(id);
        var wanted = (await rig.RowsAsync()).Where(row => row.Device == "d1" && row.Time >= from && row.Time < to).Select(ReplayRig.Line).Order().ToList();
        Assert.InRange(wanted.Count, 15, 20);
        Assert.Equal(wanted, rig.SeenRows(id).Order());
        foreach (var nothing in new[] { ReplayRig.Request() with { Tenant = "other" }, ReplayRig.Request() with { Type = "humidity" }, ReplayRig.Request() with { Device = "nobody" }, ReplayRig.Request() with { To = 5 } })
        {
            var empty = await rig.AskAsync(nothing);
            Assert.Equal(ReplayStates.Done, (await rig.FinishAsync(empty)).State);
            Assert.Empty(rig.Seen(empty));
        }
    }

    [Fact]
    public async Task What_arrives_after_the_job_was_asked_for_is_not_waited_for()
    {
        using var rig = new ReplayRig();
        await rig.LiveAsync(devices: 2, minutes: 3);
        var id = await rig.AskAsync(ReplayRig.Request());
        var before = (await rig.RowsAsync()).Count;
        rig.Log.Now = rig.Clock.Now.ToUnixTimeMilliseconds() + 1000;
        rig.Send("d0", 20);
        await rig.Pipeline.DrainAsync();
        await rig.FinishAsync(id);
        Assert.Equal((before, before + 1), (rig.SeenRows(id).Count, (await rig.RowsAsync()).Count));
    }

    [Fact]
    public async Task A_job_goes_on_over_merges_and_what_lies_in_the_tier_Archive_is_brought_back_first()
    {
        using var rig = new ReplayRig(Small, new ArchiveOptions { RestoreTakes = TimeSpan.FromHours(5) });
        await rig.LiveAsync(devices: 4, minutes: 20);
        var stored = (await rig.RowsAsync()).Select(ReplayRig.Line).Order().ToList();
        var start = DateTimeOffset.FromUnixTimeMilliseconds(ReplayRig.Start);
        foreach (var days in new[] { 1, 2, 8, 91, 181 }) await rig.CompactAsync(start.AddDays(days).AddMinutes(5));
        rig.Clock.Now = start.AddDays(182);
        await rig.LookAsync();
        var id = await rig.AskAsync(ReplayRig.Request());
        await rig.Step.RunAsync(default);
        var waits = (await rig.Jobs.FindAsync(id, default))!;
        Assert.Equal(ReplayStates.Restoring, waits.State);
        Assert.Contains("2 segments", waits.Reason, StringComparison.Ordinal);
        await rig.Step.RunAsync(default);
        Assert.Empty(rig.Seen(id));
        rig.Clock.Now += TimeSpan.FromHours(6);
        await rig.LookAsync();
        Assert.Equal(ReplayStates.Done, (await rig.FinishAsync(id)).State);
        Assert.Equal(stored, rig.SeenRows(id).Order());
    }

    [Fact]
    public async Task Live_steps_go_first()
    {
        using var rig = new ReplayRig(new ReplayOptions { Rate = 1_000_000, MostRate = 1_000_000, MostLag = 30 });
        await rig.LiveAsync(devices: 2, minutes: 5);
        for (var i = 0; i < 80; i++) rig.Send("d0", 20);
        var id = await rig.AskAsync(ReplayRig.Request());
        await rig.Step.RunAsync(default);
        var waits = (await rig.Jobs.FindAsync(id, default))!;
        Assert.Equal(ReplayStates.Waiting, waits.State);
        Assert.Contains("The step validate is 80 records behind", waits.Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Seen(id));
        await rig.Pipeline.DrainAsync();
        await rig.LookAsync();
        var done = await rig.FinishAsync(id);
        Assert.Equal((ReplayStates.Done, null), (done.State, done.Reason));
    }

    [Fact]
    public async Task Nobody_knows_how_far_live_steps_are_without_books_or_with_old_ones()
    {
        using var rig = new ReplayRig();
        await rig.LiveAsync(devices: 1, minutes: 1);
        var id = await rig.AskAsync(ReplayRig.Request());
        rig.Clock.Now += TimeSpan.FromMinutes(3);
        await rig.Step.RunAsync(default);
        var waits = (await rig.Jobs.FindAsync(id, default))!;
        Assert.Equal(ReplayStates.Waiting, waits.State);
        Assert.Contains("Audit's last look was 180 s ago", waits.Reason, StringComparison.Ordinal);
        await rig.Blobs.DeleteAsync("audit/books.json", default);
        await rig.Step.RunAsync(default);
        Assert.Contains("Audit has written no books", (await rig.Jobs.FindAsync(id, default))!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_rows_a_second_than_asked_for()
    {
        using var rig = new ReplayRig();
        await rig.LiveAsync(devices: 1, minutes: 5);
        var id = await rig.AskAsync(ReplayRig.Request() with { Rate = 20 });
        var began = TimeProvider.System.GetTimestamp();
        await rig.FinishAsync(id);
        // 30 rows and some ticks: the last chunk is waited for, too.
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(1.5));
        Assert.Equal(30, rig.SeenRows(id).Count);
    }

    [Fact]
    public async Task A_row_that_is_gone_when_its_publishing_is_repeated_leaves_its_number_without_an_event()
    {
        using var rig = new ReplayRig(Small);
        await rig.LiveAsync(devices: 1, minutes: 2);
        var id = await rig.AskAsync(ReplayRig.Request());
        rig.Log.OnWrite = _ => throw new Crash("the runner dies before anything of its first plan is told");
        await Assert.ThrowsAsync<Crash>(() => rig.Step.RunAsync(default));
        rig.Log.OnWrite = _ => { };
        var plan = (await rig.Jobs.FindAsync(id, default))!.Plan!;
        Assert.Equal(7, plan.Entries.Count(entry => entry.Tick is null));
        // As if it had been erased: no hot blob of the manifest holds it any more.
        var erased = plan.Entries[2].Origin;
        await EraseAsync(rig, erased);
        rig.Restart();
        rig.Clock.Now += TimeSpan.FromMinutes(2.5);
        await rig.LookAsync();
        var job = await rig.FinishAsync(id);
        Assert.Equal((11L, 1L), (job.Archive!.Sum(position => position.Rows), job.Archive!.Sum(position => position.Gone)));
        var gone = rig.Seen(id)[2];
        Assert.Equal((RecordTypes.Void, erased.ToString(), "3"), (gone.Header(LogHeaders.Type), gone.Header(LogHeaders.Id), gone.Header(LogHeaders.Number)));
        Assert.Equal(job.Archive!.Sum(position => position.Number), rig.Seen(id).Count);
    }

    private static async Task EraseAsync(ReplayRig rig, Origin origin)
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"telemetry/hot/p={origin.Partition:D3}/");
        foreach (var blob in rig.Blobs.Names.Where(blob => blob.StartsWith(name, StringComparison.Ordinal)).ToList())
        {
            var stored = (await rig.Blobs.DownloadAsync(blob, default))!;
            var rows = Domain.Archive.LineChunk.Decode(stored.Content);
            // The row stays, as another's: a manifest counts rows.
            var left = rows.ConvertAll(row => row.Origin == origin ? row with { Tenant = "nobody" } : row);
            if (!left.SequenceEqual(rows)) await rig.Blobs.TryReplaceAsync(blob, Domain.Archive.LineChunk.Encode(left), stored.Version, default);
        }
    }
}
