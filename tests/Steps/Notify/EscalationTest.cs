using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>What nobody takes goes to further channels, once for each step, whoever restarts meanwhile.</summary>
public sealed class EscalationTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly NotifyRig rig = new()
    {
        Policy = new NotificationPolicy
        {
            Routes = [new(AlertMatch.Every, ["first"])],
            Escalations = [new(new AlertMatch { MinimumSeverity = 4 }, 10 * Minute, ["second"]), new(new AlertMatch { MinimumSeverity = 5 }, 30 * Minute, ["first"])],
        },
    };

    [Fact]
    public async Task Each_step_is_taken_once_when_its_time_has_come()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        await LookAfterAsync((10 * Minute) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(rig.Second.Keys);
        await LookAfterAsync(TimeSpan.FromMilliseconds(1));
        await LookAfterAsync(Minute);
        Assert.Equal((1, 1), (rig.First.Keys.Count, rig.Second.Keys.Count));
        await LookAfterAsync(20 * Minute);
        await LookAfterAsync(60 * Minute);
        Assert.Equal(["a1", "a1-1"], rig.First.Keys);
        Assert.Equal(["a1"], rig.Second.Keys);
        Assert.Equal((2, null, DeliveryStates.Sent), (rig.Only.Escalated, rig.Only.Due, rig.Only.Delivery));
    }

    [Fact]
    public async Task Steps_that_a_stopped_timer_missed_are_taken_together()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        await LookAfterAsync(60 * Minute);
        Assert.Equal((2, 1), (rig.First.Keys.Count, rig.Second.Keys.Count));
    }

    [Fact]
    public async Task Steps_fit_by_severity()
    {
        await rig.HandleAsync(NotifyRig.Alert() with { Severity = 4 });
        await LookAfterAsync(60 * Minute);
        Assert.Equal((1, 1, null), (rig.First.Keys.Count, rig.Second.Keys.Count, rig.Only.Due));
    }

    [Theory]
    [InlineData("acknowledge")]
    [InlineData("clear")]
    [InlineData("end")]
    public async Task What_somebody_takes_or_what_ends_is_not_escalated(string how)
    {
        var alert = NotifyRig.Alert();
        await rig.HandleAsync(alert);
        if (how == "end") await rig.HandleAsync(alert with { Origin = "0-0-20-0", Cleared = alert.Time + 1 });
        else await rig.HandAsync(how == "clear" ? AlertLifecycle.Clear : AlertLifecycle.Acknowledge);
        Assert.Null(rig.Only.Due);
        await LookAfterAsync(60 * Minute);
        Assert.Empty(rig.Second.Keys);
    }

    [Fact]
    public async Task What_somebody_reopens_waits_for_somebody_anew()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        await LookAfterAsync(10 * Minute);
        await rig.HandAsync(AlertLifecycle.Clear);
        await LookAfterAsync(60 * Minute);
        await rig.HandAsync(AlertLifecycle.Reopen);
        await LookAfterAsync((10 * Minute) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a1"], rig.Second.Keys);
        await LookAfterAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a1", "a1-1"], rig.Second.Keys);
    }

    [Fact]
    public async Task What_comes_back_within_the_cooldown_is_escalated_all_the_same()
    {
        var alert = NotifyRig.Alert() with { Cooldown = 60_000 };
        await rig.HandleAsync(alert);
        for (var i = 1; i <= 3; i++)
        {
            await rig.HandleAsync(alert with { Origin = $"0-0-{20 * i}-0", Cleared = alert.Time + i, Reopened = i - 1 });
            await rig.HandleAsync(alert with { Origin = $"0-0-{(20 * i) + 10}-0", Reopened = i });
        }

        await LookAfterAsync(12 * Minute);
        Assert.Equal(["a1"], rig.Second.Keys);
    }

    [Fact]
    public async Task An_instance_that_dies_between_noting_and_sending_leaves_the_step_pending()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        rig.Documents.OnWrite = (_, after) =>
        {
            if (after) throw new StoreUnavailableException("died");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => LookAfterAsync(10 * Minute));
        Assert.Empty(rig.Second.Keys);
        rig.Documents.OnWrite = (_, _) => { };
        await LookAfterAsync(Minute);
        await LookAfterAsync(Minute);
        Assert.Equal(["a1"], rig.Second.Keys);
        Assert.Equal(1, rig.Only.Escalated);
    }

    [Fact]
    public async Task A_storm_is_escalated_and_its_devices_are_not()
    {
        rig.Policy = rig.Policy with { Storm = new StormLimit(1, 60 * Minute) };
        for (var i = 0; i < 5; i++) await rig.HandleAsync(NotifyRig.Alert($"a{i}") with { Device = $"d{i}" });
        await LookAfterAsync(10 * Minute);
        Assert.Equal(2, rig.Second.Keys.Count);
        Assert.Contains("a0", rig.Second.Keys);
    }

    [Fact]
    public async Task Nothing_is_escalated_in_maintenance_but_behind_it_what_nobody_took_meanwhile()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        var from = rig.Now + 60_000;
        rig.Policy = rig.Policy with { Silences = [new Silence(new AlertMatch { Devices = ["d"] }, from, from + (long)(50 * Minute).TotalMilliseconds)] };
        await LookAfterAsync(10 * Minute);
        await LookAfterAsync(40 * Minute);
        Assert.Empty(rig.Second.Keys);
        await LookAfterAsync(3 * Minute);
        Assert.Equal((2, 1, 2), (rig.First.Keys.Count, rig.Second.Keys.Count, rig.Only.Escalated));
    }

    // Every look is that of an instance that has just started.
    private Task LookAfterAsync(TimeSpan time)
    {
        rig.Clock.Advance(time);
        return rig.NewParts().Sweep.RunAsync(default);
    }
}
