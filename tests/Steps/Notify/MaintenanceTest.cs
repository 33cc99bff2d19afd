using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>What begins in maintenance and goes on behind it is told then, though no revision says so: a silence breaks its rule once.</summary>
public sealed class MaintenanceTest
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(50);
    private readonly NotifyRig rig = new();

    [Fact]
    public async Task What_is_still_open_when_the_maintenance_is_over_is_told_once()
    {
        await SilenceAsync();
        await LookAfterAsync(Length + Settle - TimeSpan.FromMilliseconds(1));
        Assert.Empty(rig.First.Keys);
        await LookAfterAsync(TimeSpan.FromMilliseconds(1));
        await LookAfterAsync(Settle);
        Assert.Equal(["a1"], rig.First.Keys);
        Assert.Equal((false, null, DeliveryStates.Sent), (rig.Only.Silenced, rig.Only.Due, rig.Only.Delivery));
    }

    [Theory]
    [InlineData("acknowledge")]
    [InlineData("end")]
    public async Task What_somebody_took_or_what_ended_is_not_told(string how)
    {
        var alert = await SilenceAsync();
        if (how == "end") await rig.HandleAsync(alert with { Origin = "0-0-20-0", Cleared = alert.Time + 500 });
        else await rig.HandAsync(AlertLifecycle.Acknowledge);
        await LookAfterAsync(2 * Length);
        Assert.Equal((0, null), (rig.First.Keys.Count, rig.Only.Due));
    }

    [Fact]
    public async Task Maintenance_that_is_prolonged_holds_it_back_further()
    {
        await SilenceAsync();
        Silence(3 * Length);
        await LookAfterAsync(Length + Settle);
        await LookAfterAsync(Length);
        Assert.Empty(rig.First.Keys);
        for (var i = 0; i < 3; i++) await LookAfterAsync(Length);
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Fact]
    public async Task Maintenance_that_is_ended_early_is_noticed_within_the_hour()
    {
        await SilenceAsync(100 * Length);
        rig.Policy = NotificationPolicy.Default;
        await LookAfterAsync(TimeSpan.FromHours(1));
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Fact]
    public async Task What_is_told_late_is_escalated_from_then_on()
    {
        await SilenceAsync();
        rig.Policy = rig.Policy with { Routes = [new(AlertMatch.Every, ["first"])], Escalations = [new(AlertMatch.Every, Length, ["second"])] };
        await LookAfterAsync(Length + Settle);
        await LookAfterAsync(Length - TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 0), (rig.First.Keys.Count, rig.Second.Keys.Count));
        await LookAfterAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 1), (rig.First.Keys.Count, rig.Second.Keys.Count));
    }

    private async Task<AlertRecord> SilenceAsync(TimeSpan? length = null)
    {
        Silence(length ?? Length);
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.True(rig.Only.Silenced);
        return NotifyRig.Alert();
    }

    private void Silence(TimeSpan length) =>
        rig.Policy = rig.Policy with { Silences = [new Silence(new AlertMatch { Devices = ["d*"] }, NotifyRig.Alert().Time, NotifyRig.Alert().Time + (long)length.TotalMilliseconds)] };

    private Task LookAfterAsync(TimeSpan time)
    {
        rig.Clock.Advance(time);
        return rig.NewParts().Sweep.RunAsync(default);
    }
}
