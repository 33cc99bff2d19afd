using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify.Storms;

/// <summary>More devices of a group than the policy lets fire a rule within a window: one alert stands for the further ones.</summary>
public sealed class StormTest
{
    private const int Limit = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly NotifyRig rig = new() { Policy = new NotificationPolicy { Storm = new StormLimit(Limit, Window) } };

    [Fact]
    public async Task As_many_devices_as_may_be_are_told_one_by_one_and_then_one_alert_for_all()
    {
        await FireAsync(0, 10);
        Assert.Equal(["a0", "a1", "a2", Parent.Alert.AlertId], rig.First.Keys);
        Assert.Equal((AlertStates.Open, "t", "storm", "temperature.critical", 5), (Parent.State, Parent.Alert.Tenant, Parent.Alert.Device, Parent.Alert.Rule, Parent.Alert.Severity));
        Assert.Equal(10 - Limit, Children.Count(child => child.Parent == Parent.Alert.AlertId && child is { State: AlertStates.Open, Delivery: DeliveryStates.Sent, Channels.Count: 0 }));
    }

    [Fact]
    public async Task A_storm_that_is_over_is_cleared_with_the_number_of_its_devices_and_the_next_alert_is_told_again()
    {
        await FireAsync(0, 10);
        await EndAsync(0, 10);
        rig.Clock.Advance(Window - TimeSpan.FromMilliseconds(1));
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal(AlertStates.Open, Parent.State);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await rig.Parts.Sweep.RunAsync(default);
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal((AlertStates.Cleared, null, 7L, 10.0), (Parent.State, Parent.By, Parent.Alert.Suppressed, Parent.Alert.Value));
        await FireAsync(10, 1);
        Assert.Equal("a10", rig.First.Keys[^1]);
    }

    [Fact]
    public async Task Without_a_timer_the_next_alert_ends_a_storm_that_has_passed()
    {
        await FireAsync(0, 10);
        await EndAsync(0, 10);
        rig.Clock.Advance(Window);
        await FireAsync(10, 1);
        Assert.Equal(("a10", AlertStates.Cleared), (rig.First.Keys[^1], Parent.State));
    }

    [Fact]
    public async Task The_alert_of_a_storm_is_open_and_escalated_as_long_as_one_of_those_is_open_that_it_stands_for()
    {
        rig.Policy = rig.Policy with { Escalations = [new(new AlertMatch { Devices = ["storm"] }, 10 * Window, ["second"])] };
        await FireAsync(0, 10);
        var (id, told) = (Parent.Alert.AlertId, rig.Second.Keys.Count);
        for (var i = 0; i < 5; i++)
        {
            rig.Clock.Advance(Window);
            await rig.NewParts().Sweep.RunAsync(default);
        }

        Assert.Equal((AlertStates.Open, 7L), (Parent.State, Parent.Alert.Suppressed));
        await FireAsync(10, 1);
        Assert.Equal("a10", rig.First.Keys[^1]);
        rig.Clock.Advance(5 * Window);
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal([id + "-1"], rig.Second.Keys.Skip(told + 1));
        await EndAsync(0, 9);
        rig.Clock.Advance(Window);
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal(AlertStates.Open, Parent.State);
        await EndAsync(9, 1);
        rig.Clock.Advance(Window);
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal((AlertStates.Cleared, rig.Now), (Parent.State, Parent.Alert.Cleared));
        Assert.All(rig.Documents.All<StormDocument>(Containers.Notices), storm => Assert.Equal((null, null, null), (storm.Parent, storm.Over, storm.Due)));
    }

    [Fact]
    public async Task The_alert_of_a_storm_that_somebody_cleared_is_looked_at_no_more()
    {
        await FireAsync(0, 10);
        var parent = (await rig.Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/storm", Parent.Alert.AlertId, default))!;
        Assert.NotNull(await rig.Documents.TryWriteAsync(Containers.Alerts, "t/storm", parent.Id, AlertLifecycle.Clear(parent.Body, "eva", rig.Now).Next!, parent.Version, default));
        rig.Clock.Advance(Window);
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal((AlertStates.Cleared, "eva"), (Parent.State, Parent.By));
        Assert.All(rig.Documents.All<StormDocument>(Containers.Notices), storm => Assert.Null(storm.Due));
    }

    [Fact]
    public async Task A_storm_lasts_as_long_as_alerts_come()
    {
        await FireAsync(0, 10);
        for (var i = 0; i < 5; i++)
        {
            rig.Clock.Advance(Window / 2);
            await FireAsync(10 + i, 1);
            await rig.Parts.Sweep.RunAsync(default);
        }

        Assert.Equal((AlertStates.Open, Limit + 1), (Parent.State, rig.First.Keys.Count));
    }

    [Fact]
    public async Task Devices_that_fire_one_after_the_other_are_no_storm()
    {
        for (var i = 0; i < 10; i++)
        {
            await FireAsync(i, 1);
            rig.Clock.Advance(Window / Limit);
        }

        Assert.Equal(10, rig.First.Keys.Count);
    }

    [Fact]
    public async Task Groups_rules_and_tenants_are_apart()
    {
        await FireAsync(0, Limit);
        await rig.HandleAsync(Of(20) with { Group = "site=plant2" });
        await rig.HandleAsync(Of(21) with { Rule = "other" });
        await rig.HandleAsync(Of(22) with { Tenant = "u" });
        await rig.HandleAsync(Of(23) with { Group = null });
        Assert.Equal(Limit + 4, rig.First.Keys.Count);
    }

    [Fact]
    public async Task An_alert_that_asks_again_has_the_same_answer_even_when_the_storm_has_begun()
    {
        await FireAsync(0, 10);
        var book = new StormBook(rig.Documents, rig, new StormParents(rig.Documents, rig, rig.Sender, rig.Clock), rig.Clock);
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(await book.AskAsync(Of(1), $"a1 {Of(1).Origin}", ["first"], default));
            Assert.Equal(Parent.Alert.AlertId, await book.AskAsync(Of(7), $"a7 {Of(7).Origin}", ["first"], default));
        }
    }

    [Fact]
    public async Task A_storm_is_told_where_its_devices_would_be()
    {
        rig.Policy = rig.Policy with { Routes = [new(new AlertMatch { Devices = ["d*"] }, ["first"])] };
        await FireAsync(0, 10);
        Assert.Equal(["a0", "a1", "a2", Parent.Alert.AlertId], rig.First.Keys);
        Assert.Empty(rig.Second.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_device_that_would_be_told_elsewhere_has_the_storm_told_there_once_with_its_severity(bool anotherInstance)
    {
        rig.Policy = rig.Policy with { Routes = [new(AlertMatch.Every, ["first"]), new(new AlertMatch { MinimumSeverity = 4 }, ["second"])] };
        for (var i = 0; i < 10; i++) await rig.HandleAsync(Of(i) with { Severity = 3, Level = "warning" });
        Assert.Empty(rig.Second.Keys);
        var step = anotherInstance ? rig.NewParts().Step : rig.Step;
        for (var i = 10; i < 13; i++) await step.HandleAsync(NotifyRig.Record(Of(i) with { Severity = 4, Level = "high" }), default);
        Assert.Equal((Limit + 1, 4, "high"), (rig.First.Keys.Count, Parent.Alert.Severity, Parent.Alert.Level));
        Assert.Equal([Parent.Alert.AlertId], rig.Second.Keys);
    }

    [Fact]
    public async Task A_storm_whose_severity_rises_is_escalated_by_the_higher_one()
    {
        var minute = TimeSpan.FromMinutes(1);
        rig.Policy = new NotificationPolicy
        {
            Storm = new StormLimit(1, 60 * minute),
            Routes = [new(AlertMatch.Every, ["first"])],
            Escalations = [new(new AlertMatch { Devices = ["storm"], MinimumSeverity = 5 }, 10 * minute, ["second"])],
        };
        for (var i = 0; i < 3; i++) await rig.HandleAsync(Of(i) with { Severity = 3 });
        Assert.Null(Parent.Due);
        await rig.HandleAsync(Of(3));
        rig.Clock.Advance(10 * minute);
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal([Parent.Alert.AlertId], rig.Second.Keys);
    }

    [Fact]
    public async Task Who_dies_after_the_storm_began_leaves_its_alert_to_the_next_one()
    {
        await FireAsync(0, Limit);
        rig.Documents.OnWrite = (container, after) =>
        {
            if (container == Containers.Notices && after) throw new StoreUnavailableException("died");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FireAsync(Limit, 1));
        rig.Documents.OnWrite = (_, _) => { };
        await rig.NewParts().Step.HandleAsync(NotifyRig.Record(Of(5)), default);
        Assert.Equal(Parent.Alert.AlertId, rig.First.Keys[^1]);
    }

    [Fact]
    public async Task Who_dies_while_a_storm_ends_leaves_the_rest_to_the_next_run()
    {
        await FireAsync(0, 10);
        await EndAsync(0, 10);
        rig.Clock.Advance(Window);
        rig.Documents.OnWrite = (container, after) =>
        {
            if (container == Containers.Notices && after) throw new StoreUnavailableException("died");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.Parts.Sweep.RunAsync(default));
        Assert.Equal(AlertStates.Open, Parent.State);
        rig.Documents.OnWrite = (_, _) => { };
        await rig.Parts.Sweep.RunAsync(default);
        Assert.Equal(AlertStates.Cleared, Parent.State);
        Assert.All(rig.Documents.All<StormDocument>(Containers.Notices), storm => Assert.Equal((null, null, null), (storm.Parent, storm.Over, storm.Due)));
    }

    private AlertDocument Parent => rig.Documents.All<AlertDocument>(Containers.Alerts).Single(alert => alert.Alert.Device == "storm");

    private IEnumerable<AlertDocument> Children => rig.Documents.All<AlertDocument>(Containers.Alerts).Where(alert => alert.Alert.Device != "storm");

    private static AlertRecord Of(int device) => NotifyRig.Alert($"a{device}") with { Device = $"d{device}", Group = "site=plant1" };

    private async Task EndAsync(int first, int count)
    {
        for (var i = first; i < first + count; i++) await rig.HandleAsync(Of(i) with { Origin = "0-0-20-0", Cleared = Of(i).Time + 1 });
    }

    private async Task FireAsync(int first, int count)
    {
        for (var i = first; i < first + count; i++) await rig.HandleAsync(Of(i));
    }
}
