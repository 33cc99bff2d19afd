using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>Who is told, and when not.</summary>
public sealed class PolicyTest
{
    private readonly NotifyRig rig = new();

    [Fact]
    public async Task An_alert_goes_to_the_channels_of_its_routes()
    {
        rig.Policy = new NotificationPolicy { Routes = [new(AlertMatch.Every, ["first"]), new(new AlertMatch { Tenants = ["other"] }, ["second"])] };
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal(["a1"], rig.First.Keys);
        Assert.Empty(rig.Second.Keys);
        Assert.Equal(["first"], rig.Only.Channels.Keys);
    }

    [Fact]
    public async Task What_no_route_fits_is_recorded_and_told_to_nobody()
    {
        rig.Policy = new NotificationPolicy { Routes = [] };
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal((AlertStates.Open, DeliveryStates.Sent, 0), (rig.Only.State, rig.Only.Delivery, rig.First.Keys.Count));
    }

    [Fact]
    public async Task Maintenance_records_an_alert_as_silenced_and_sends_nothing()
    {
        await SilenceAsync();
        Assert.Equal((true, AlertStates.Open, 0), (rig.Only.Silenced, rig.Only.State, rig.First.Keys.Count));
    }

    [Fact]
    public async Task What_goes_on_behind_the_maintenance_is_told_then()
    {
        var alert = await SilenceAsync();
        await rig.HandleAsync(alert with { Origin = "0-0-20-0", Suppressed = 1, Last = alert.Time + 999 });
        Assert.Empty(rig.First.Keys);
        for (var i = 0; i < 2; i++) await rig.HandleAsync(alert with { Origin = "0-0-30-0", Suppressed = 2, Last = alert.Time + 1000 });
        Assert.Equal(["a1"], rig.First.Keys);
        Assert.False(rig.Only.Silenced);
    }

    [Fact]
    public async Task What_ended_in_the_maintenance_is_never_told()
    {
        var alert = await SilenceAsync();
        await rig.HandleAsync(alert with { Origin = "0-0-20-0", Cleared = alert.Time + 500 });
        await rig.HandleAsync(alert with { Origin = "0-0-30-0", Cleared = alert.Time + 500, Suppressed = 1 });
        Assert.Equal((AlertStates.Cleared, 0), (rig.Only.State, rig.First.Keys.Count));
    }

    private async Task<AlertRecord> SilenceAsync()
    {
        var alert = NotifyRig.Alert();
        rig.Policy = new NotificationPolicy { Silences = [new Silence(new AlertMatch { Devices = ["d*"] }, alert.Time, alert.Time + 1000)] };
        await rig.HandleAsync(alert);
        return alert;
    }
}
