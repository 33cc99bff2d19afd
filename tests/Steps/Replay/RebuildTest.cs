using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rebuild;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Steps.Tests.Replay;

public sealed class RebuildTest : IDisposable
{
    private readonly ReplayRig rig = new();

    public void Dispose() => rig.Dispose();

    [Theory]
    [InlineData(RebuiltThings.Windows, 50_000, 120)]
    [InlineData(RebuiltThings.Windows, 100, 120)] // windows of 17 minutes at once
    [InlineData(RebuiltThings.Alerts, 50_000, 15)]
    [InlineData(RebuiltThings.Alerts, 100, 15)]
    [InlineData(RebuiltThings.Twins, 50_000, 3)]
    [InlineData(RebuiltThings.Twins, 100, 3)]
    public async Task What_live_steps_have_made_is_made_again(string what, int memory, int least)
    {
        using var small = new ReplayRig(new ReplayOptions { Rate = 1_000_000, MostRate = 1_000_000, SortRows = memory });
        await PassAsync(small);
        var before = Documents(small);
        var report = await RebuildAsync(small, what);
        Assert.Equal((report.Compared, 0, 0, 0, 0), (report.Equal, report.Different, report.Missing, report.Extra, report.Newer));
        Assert.InRange(report.Compared, least, 10 * least);
        Assert.Equal(3, report.Devices);
        Assert.Empty(report.Examples);
        Assert.Equal(before, Documents(small));
    }

    [Fact]
    public async Task Windows_that_differ_are_missing_or_too_many_are_shown()
    {
        await PassAsync(rig);
        var windows = rig.Documents.All<WindowRecord>(Containers.Windows).Where(window => window.Device == "d1").OrderBy(window => window.Start).ToList();
        await ChangeAsync(Containers.Windows, "demo/d1", Id(windows[3]), windows[3] with { Events = windows[3].Events + 1 });
        await ChangeAsync(Containers.Windows, "demo/d1", Id(windows[5]), windows[5] with { Measures = windows[5].Measures.ToDictionary(pair => pair.Key, pair => pair.Value with { Mean = pair.Value.Mean + 0.001 }) });
        // As if one had been told of a minute without rows.
        await rig.Documents.TryWriteAsync(Containers.Windows, "demo/d2", Windows.WindowsStep.IdOf(ReplayRig.Start - 600_000), windows[0] with { Device = "d2", Start = ReplayRig.Start - 600_000, End = ReplayRig.Start - 540_000 }, null, default);
        await rig.Documents.TryWriteAsync(Containers.Windows, "demo/nobody", Windows.WindowsStep.IdOf(ReplayRig.Start), windows[0] with { Device = "nobody", Start = ReplayRig.Start }, null, default);
        await rig.Documents.TryWriteAsync(Containers.Twins, "demo/nobody", "twin", rig.Documents.All<DeviceTwin>(Containers.Twins).First() with { Device = "nobody" }, null, default);
        // A row after which no tick came.
        rig.Log.Now += 120_000;
        rig.Send("d0", 20);
        await rig.Pipeline.DrainAsync();
        rig.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(rig.Log.Now + 600_000);
        await rig.LookAsync();

        var report = await RebuildAsync(rig, RebuiltThings.Windows);
        Assert.Equal((2, 1, 2), (report.Different, report.Missing, report.Extra));
        Assert.Equal(report.Compared, report.Equal + 5);
        Assert.Equal(["demo/d0 missing", "demo/d1 different", "demo/d1 different", "demo/d2 extra", "demo/nobody extra"], report.Examples.Select(one => $"{one.Device} {one.Difference}").Order(StringComparer.Ordinal));
        var different = report.Examples.First(one => one.Difference == "different");
        Assert.Equal(windows[3].Events + 1, JsonDocument.Parse(different.Stored!).RootElement.GetProperty("events").GetInt64());
        Assert.Equal(windows[3].Events, JsonDocument.Parse(different.Rebuilt!).RootElement.GetProperty("events").GetInt64());
    }

    [Fact]
    public async Task What_came_too_late_for_live_windows_comes_too_late_again()
    {
        await PassAsync(rig);
        var before = rig.Documents.All<WindowRecord>(Containers.Windows).Count();
        // Told, forgotten, and then a row for it after all.
        rig.Log.Now += 3_600_000;
        for (var i = 0; i < 3; i++)
        {
            rig.Log.Now += 60_000;
            for (var partition = 0; partition < Pipeline.Partitions; partition++) rig.Log.Append(Payload.Tick(rig.Log.Now, partition));
        }

        rig.Send("d0", 20, ReplayRig.Start + 120_000);
        await rig.Pipeline.DrainAsync();
        rig.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(rig.Log.Now + 600_000);
        await rig.LookAsync();
        Assert.Equal(before, rig.Documents.All<WindowRecord>(Containers.Windows).Count());
        var report = await RebuildAsync(rig, RebuiltThings.Windows);
        Assert.Equal(report.Compared, report.Equal);
    }

    [Fact]
    public async Task Alerts_that_differ_are_missing_or_too_many_are_shown()
    {
        await PassAsync(rig);
        var alerts = rig.Documents.All<AlertDocument>(Containers.Alerts).Where(alert => alert.Alert.Device == "d1").OrderBy(alert => alert.Alert.Time).ToList();
        await ChangeAsync(Containers.Alerts, "demo/d1", alerts[1].Alert.AlertId, alerts[1] with { Alert = alerts[1].Alert with { Suppressed = 99 } });
        var extra = alerts[2] with { Alert = alerts[2].Alert with { AlertId = "ffff", Time = alerts[2].Alert.Time + 1 } };
        await rig.Documents.TryWriteAsync(Containers.Alerts, "demo/d1", "ffff", extra, null, default);
        var moved = alerts[3] with { Alert = alerts[3].Alert with { AlertId = "eeee", Rule = "audit" } };
        await rig.Documents.TryWriteAsync(Containers.Alerts, "demo/d1", "eeee", moved, null, default);
        var report = await RebuildAsync(rig, RebuiltThings.Alerts);
        Assert.Equal((1, 0, 1), (report.Different, report.Missing, report.Extra));
        Assert.Equal(["different", "extra"], report.Examples.Select(one => one.Difference).Order(StringComparer.Ordinal));
        Assert.All(report.Examples, one => Assert.Equal("demo/d1", one.Device));
    }

    [Fact]
    public async Task A_range_in_the_middle_of_a_breach_goes_on_from_the_alerts_before_it()
    {
        // A breach without end is one alert, opened long before the range.
        for (var i = 0; i < 6 * 40; i++)
        {
            rig.Log.Now += 10_000;
            rig.Send("hot", 160);
            if (i % 6 == 5) for (var partition = 0; partition < Pipeline.Partitions; partition++) rig.Log.Append(Payload.Tick(rig.Log.Now, partition));
        }

        await SettleAsync(rig);
        var report = await RebuildAsync(rig, RebuiltThings.Alerts, ReplayRig.Request(ReplayKinds.Rebuild) with { From = ReplayRig.Start + (13 * 60_000), To = ReplayRig.Start + (28 * 60_000) });
        Assert.Equal((1, 0, 0, 0), (rig.Documents.All<AlertDocument>(Containers.Alerts).Count(), report.Compared, report.Missing, report.Extra));
    }

    [Theory]
    [InlineData(0, 40, 1)]
    [InlineData(40, 100, 0)]
    [InlineData(40, 190, 1)]
    public async Task Breaches_of_a_device_that_reports_seldom_belong_to_an_alert_from_long_before(int from, int to, int compared)
    {
        // One from 15 to 135 minutes, and another one that begins at 180.
        for (var minute = 1; minute <= 240; minute++)
        {
            rig.Log.Now += 60_000;
            if (minute % 15 == 0) rig.Send("hot", minute is 150 or 165 ? 20 : 160);
            for (var partition = 0; partition < Pipeline.Partitions; partition++) rig.Log.Append(Payload.Tick(rig.Log.Now, partition));
        }

        await SettleAsync(rig);
        Assert.Equal(2, rig.Documents.All<AlertDocument>(Containers.Alerts).Count(document => IsStateless(document.Alert.Rule)));
        var report = await RebuildAsync(rig, RebuiltThings.Alerts, ReplayRig.Request(ReplayKinds.Rebuild) with { From = ReplayRig.Start + (from * 60_000), To = ReplayRig.Start + (to * 60_000) });
        Assert.Equal((compared, compared, 0, 0), (report.Compared, report.Equal, report.Missing, report.Extra));
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(100)]
    public async Task Alerts_are_made_again_by_the_rules_that_were_in_force_then(int memory)
    {
        using var small = new ReplayRig(new ReplayOptions { Rate = 1_000_000, MostRate = 1_000_000, SortRows = memory });
        await small.LiveAsync(devices: 3, minutes: 20);
        await PublishAsync(small, 1, Warm(24));
        await small.LiveAsync(devices: 3, minutes: 20);
        await PublishAsync(small, 2, Warm(25));
        await PassAsync(small);
        var documents = small.Documents.All<AlertDocument>(Containers.Alerts).Where(document => IsStateless(document.Alert.Rule)).OrderBy(document => document.Alert.Time).ToList();
        var alerts = documents.ConvertAll(document => document.Alert);
        Assert.All(new[] { 24.0, 25 }, limit => Assert.InRange(alerts.Count(alert => alert.Rule == "warm" && alert.Limit == limit), 5, 500));
        var report = await RebuildAsync(small, RebuiltThings.Alerts);
        Assert.Equal((report.Compared, 0, 0, 0), (report.Equal, report.Different, report.Missing, report.Extra));
        // Of the very last, breaches could still be counted.
        Assert.InRange(report.Compared + report.Unsure, alerts.Count - 5, alerts.Count);
        Assert.InRange(report.Unsure, 3, alerts.Count / 2);

        // One more of the first rules and one less of the second are found.
        var (first, second) = (documents.First(document => document.Alert.Rule == "temperature-threshold"), documents[^20]);
        var more = first with { Alert = first.Alert with { AlertId = "ffff", Time = first.Alert.Time + 1 } };
        await small.Documents.TryWriteAsync(Containers.Alerts, $"demo/{first.Alert.Device}", "ffff", more, null, default);
        var stored = (await small.Documents.ReadAsync<AlertDocument>(Containers.Alerts, $"demo/{second.Alert.Device}", second.Alert.AlertId, default))!;
        await small.Documents.TryWriteAsync(Containers.Alerts, $"demo/{second.Alert.Device}", second.Alert.AlertId, second with { Alert = second.Alert with { Limit = 24 } }, stored.Version, default);
        report = await RebuildAsync(small, RebuiltThings.Alerts, ReplayRig.Request(ReplayKinds.Rebuild) with { Key = "again" });
        Assert.Equal((1, 0, 1), (report.Different, report.Missing, report.Extra));
    }

    [Fact]
    public async Task What_an_alert_counted_while_rules_changed_is_not_compared()
    {
        Hot(15);
        await PublishAsync(rig, 1, Warm(200), meanwhile: () => rig.Send("hot", 160));
        Hot(15);
        await SettleAsync(rig);
        var alerts = rig.Documents.All<AlertDocument>(Containers.Alerts).Where(document => IsStateless(document.Alert.Rule)).ToList();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, document => Assert.InRange(document.Alert.Suppressed, 91, 92));
        var report = await RebuildAsync(rig, RebuiltThings.Alerts);
        Assert.Equal((alerts.Count, alerts.Count, 0), (report.Compared, report.Equal, report.Unsure));

        void Hot(int minutes)
        {
            for (var i = 0; i < 6 * minutes; i++)
            {
                rig.Log.Now += 10_000;
                rig.Send("hot", 160);
                if (i % 6 == 5) for (var partition = 0; partition < Pipeline.Partitions; partition++) rig.Log.Append(Payload.Tick(rig.Log.Now, partition));
            }
        }
    }

    [Fact]
    public async Task Of_what_was_judged_before_publications_were_noted_nothing_is_said()
    {
        await rig.LiveAsync(devices: 3, minutes: 20);
        await PublishAsync(rig, 1, Warm(24));
        // As it was written then.
        var latest = (await rig.Blobs.DownloadAsync(RuleBook.LatestBlob, default))!;
        var (json, known) = (System.Text.Json.Nodes.JsonNode.Parse(latest.Content.Span)!.AsObject(), rig.Log.Now);
        Assert.True(json.Remove("earlier") && json.Remove("since"));
        await rig.Blobs.TryReplaceAsync(RuleBook.LatestBlob, Encoding.UTF8.GetBytes(json.ToJsonString()), latest.Version, default);
        await PassAsync(rig);
        var alerts = rig.Documents.All<AlertDocument>(Containers.Alerts).Select(document => document.Alert).ToList();
        Assert.Contains(alerts, alert => alert.Time < known);
        var report = await RebuildAsync(rig, RebuiltThings.Alerts);
        Assert.Equal((report.Compared, 0, 0, 0), (report.Equal, report.Different, report.Missing, report.Extra));
        Assert.InRange(report.Compared, 15, alerts.Count(alert => alert.Time > known));
        Assert.InRange(report.Unsure, 1, alerts.Count);
    }

    [Fact]
    public async Task Rules_that_cannot_be_read_any_more_end_the_job_with_a_reason()
    {
        await rig.LiveAsync(devices: 1, minutes: 5);
        var name = await PublishAsync(rig, 1, Warm(24));
        await PassAsync(rig);
        await rig.Blobs.DeleteAsync(name.Blob, default);
        var job = await rig.FinishAsync(await rig.AskAsync(ReplayRig.Request(ReplayKinds.Rebuild) with { What = RebuiltThings.Alerts }));
        Assert.Equal((ReplayStates.Failed, "Version 1 of the rules was in force and cannot be read any more; the log says why."), (job.State, job.Reason));
    }

    [Fact]
    public async Task Twins_that_differ_or_are_missing_are_shown_and_those_that_know_more_are_not_compared()
    {
        await PassAsync(rig);
        var twin = rig.Documents.All<DeviceTwin>(Containers.Twins).Single(one => one.Device == "d1");
        await ChangeAsync(Containers.Twins, "demo/d1", "twin", twin with { Events = twin.Events - 1 });
        var newer = rig.Documents.All<DeviceTwin>(Containers.Twins).Single(one => one.Device == "d2");
        await ChangeAsync(Containers.Twins, "demo/d2", "twin", newer with { LastSeen = newer.LastSeen + 5000, Origin = "0-0-99999-0" });
        var report = await RebuildAsync(rig, RebuiltThings.Twins);
        Assert.Equal((2, 1, 1, 1), (report.Compared, report.Equal, report.Different, report.Newer));
        Assert.Equal("demo/d1", Assert.Single(report.Examples).Device);

        // Of a part of its life, the number of all events is not known.
        var part = await RebuildAsync(rig, RebuiltThings.Twins, ReplayRig.Request(ReplayKinds.Rebuild) with { From = ReplayRig.Start + 600_000, Device = "d1" });
        Assert.Equal((1, 1), (part.Compared, part.Equal));
    }

    [Fact]
    public async Task A_runner_that_dies_compares_each_device_once()
    {
        await PassAsync(rig);
        var expected = await RebuildAsync(rig, RebuiltThings.Windows);
        var crashed = true;
        for (var at = 0; crashed; at++)
        {
            var id = await rig.AskAsync(ReplayRig.Request(ReplayKinds.Rebuild) with { What = RebuiltThings.Windows, Key = $"{at}" });
            var writes = 0;
            rig.Blobs.OnWrite = (name, _) =>
            {
                if (name.StartsWith("replays/", StringComparison.Ordinal) && writes++ == at) throw new Crash($"at write {at}");
            };
            crashed = false;
            try
            {
                await rig.Step.RunAsync(default);
            }
            catch (Crash)
            {
                crashed = true;
            }

            rig.Blobs.OnWrite = (_, _) => { };
            rig.Restart();
            rig.Clock.Now += TimeSpan.FromMinutes(2.1);
            await rig.LookAsync();
            var report = (await rig.FinishAsync(id)).Report!;
            Assert.Equal((expected.Devices, expected.Equal, expected.Rows), (report.Devices, report.Equal, report.Rows));
        }
    }

    private static bool IsStateless(string rule) => rule == "warm" || RuleSet.Default.Rules.Any(one => one.Head.Id == rule && one.IsStateless);

    private static string Warm(double above) => FormattableString.Invariant($$"""{"id":"warm","kind":"threshold","measure":"temperature","above":{{above}},"severity":2,"cooldown":"1m"}""");

    /// <summary>Rules in force from now on, in place of those that ship.</summary>
    private static async Task<RulesName> PublishAsync(ReplayRig rig, int version, string rules, Action? meanwhile = null)
    {
        rig.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(rig.Log.Now);
        var publication = await rig.Book.PublishAsync(Encoding.UTF8.GetBytes($$"""{"version":{{version}},"rules":[{{rules}}]}"""), null, default);
        // The tick that brings them is late.
        for (var i = 0; i < 2; i++)
        {
            rig.Log.Now += 10_000;
            meanwhile?.Invoke();
        }

        await new TickStep(rig.Log, new TopicNames(), rig.Book).RunAsync(DateTimeOffset.FromUnixTimeMilliseconds(rig.Log.Now), default);
        await rig.Pipeline.DrainAsync();
        return publication.Latest!.Name;
    }

    private static async Task PassAsync(ReplayRig rig)
    {
        await rig.LiveAsync(devices: 3, minutes: 45);
        await SettleAsync(rig);
    }

    /// <summary>Two ticks more, which tell what is open; and time enough for all of it to count.</summary>
    private static async Task SettleAsync(ReplayRig rig)
    {
        for (var i = 0; i < 2; i++)
        {
            rig.Log.Now += 60_000;
            for (var partition = 0; partition < Pipeline.Partitions; partition++) rig.Log.Append(Payload.Tick(rig.Log.Now, partition));
        }

        await rig.Pipeline.DrainAsync();
        await rig.NotifyAsync();
        rig.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(rig.Log.Now + 480_000);
        await rig.LookAsync();
    }

    private static async Task<RebuildReport> RebuildAsync(ReplayRig rig, string what, ReplayRequest? request = null)
    {
        var job = await rig.FinishAsync(await rig.AskAsync((request ?? ReplayRig.Request(ReplayKinds.Rebuild)) with { What = what }));
        Assert.Equal((ReplayStates.Done, null), (job.State, job.Reason));
        return job.Report!;
    }

    private static string Id(WindowRecord window) => Windows.WindowsStep.IdOf(window.Start);

    private async Task ChangeAsync<T>(string container, string partition, string id, T body) where T : class =>
        Assert.NotNull(await rig.Documents.TryWriteAsync(container, partition, id, body, (await rig.Documents.ReadAsync<T>(container, partition, id, default))!.Version, default));

    private static string Documents(ReplayRig rig) => JsonSerializer.Serialize(new
    {
        Windows = rig.Documents.All<WindowRecord>(Containers.Windows),
        Alerts = rig.Documents.All<AlertDocument>(Containers.Alerts),
        Twins = rig.Documents.All<DeviceTwin>(Containers.Twins),
    });
}
