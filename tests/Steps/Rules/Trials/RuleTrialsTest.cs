using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Rules.Trials;
using ServerlessIot.Steps.Tests.Replay;

namespace ServerlessIot.Steps.Tests.Rules.Trials;

public sealed class RuleTrialsTest : IDisposable
{
    private readonly ReplayRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task The_rules_in_force_find_what_they_found_live()
    {
        await rig.LiveAsync(6, 40);
        var live = rig.Log.All("alerts").Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!).ToLookup(alert => alert.AlertId);
        var report = await rig.Trials().RunAsync(RuleSet.Default, All(), null, default);
        Assert.True(report.Complete);
        Assert.True(live.Count > 5, $"{live.Count} alerts are too few to tell.");
        Assert.Equal(live.Count, report.Alerts);
        Assert.Equal(live.Sum(revisions => revisions.Max(alert => alert.Suppressed)), report.Rules.Sum(rule => rule.Suppressed));
        Assert.Equal(RuleSet.Default.Rules.Select(rule => rule.Head.Id), report.Rules.Select(rule => rule.Rule));
    }

    [Fact]
    public async Task Other_rules_find_what_a_naive_look_finds()
    {
        await rig.LiveAsync(3, 20);
        var report = await rig.Trials().RunAsync(Read("""{"id":"warm","kind":"threshold","measure":"temperature","above":25.5,"cooldown":"1s","severity":2}"""), All(), null, default);
        // Six of its seven values are below, each device sends one in ten seconds.
        var rule = Assert.Single(report.Rules);
        var rows = (await rig.RowsAsync()).Where(row => row.Measurements[0].Value > 25.5).ToList();
        Assert.Equal(rows.Count, rule.Alerts + rule.Suppressed);
        Assert.Equal(rows.Min(row => row.Time), rule.Examples[0].Time);
    }

    [Fact]
    public async Task Only_the_device_the_tenant_and_the_range_that_are_asked_for_are_read()
    {
        await rig.LiveAsync(3, 20);
        var whole = await rig.Trials().RunAsync(RuleSet.Default, All(), null, default);
        Assert.Equal(whole.Rows / 3, (await rig.Trials().RunAsync(RuleSet.Default, All() with { Device = "d1" }, null, default)).Rows);
        Assert.Equal(0, (await rig.Trials().RunAsync(RuleSet.Default, All() with { Tenant = "other" }, null, default)).Rows);
        Assert.Equal(0, (await rig.Trials().RunAsync(RuleSet.Default, All() with { To = ReplayRig.Start - 3_600_000 }, null, default)).Rows);
    }

    [Fact]
    public async Task A_bound_ends_it_and_says_so()
    {
        await rig.LiveAsync(3, 20);
        var report = await rig.Trials().RunAsync(RuleSet.Default, All() with { MostRows = 10 }, null, default);
        Assert.False(report.Complete);
        Assert.InRange(report.Rows, 10, 360);
    }

    [Fact]
    public async Task Rules_for_a_group_are_tried_on_its_members_of_today()
    {
        await rig.LiveAsync(3, 20);
        await rig.Registry.WriteAsync(new RegistrationDraft(new() { Tenant = "demo", Device = "d1", Type = "pump" }, null), null, VersionCondition.None, default);
        await rig.Registry.WriteAsync(new RegistrationDraft(new() { Tenant = "demo", Device = "d2", Type = "valve" }, null), null, VersionCondition.None, default);
        await rig.Groups.PublishAsync("demo", "pumps", _ => Task.FromResult<DeviceFilter?>(new() { Type = "pump" }), default);
        var report = await rig.Trials().RunAsync(Read("""{"id":"warm","kind":"threshold","measure":"temperature","above":0,"severity":2,"scope":{"groups":"pumps"}}"""), All(), null, default);
        Assert.Equal((1, 1), (report.Rules[0].Devices, report.Devices));
        Assert.Equal("d1", report.Rules[0].Examples[0].Device);
    }

    private static TrialRequest All() => new("demo", null, ReplayRig.Start - 86_400_000, ReplayRig.Start + 86_400_000, long.MaxValue);

    private static RuleSet Read(string rule) => RuleFile.Read(Encoding.UTF8.GetBytes($$"""{"version":1,"rules":[{{rule}}]}"""));
}
